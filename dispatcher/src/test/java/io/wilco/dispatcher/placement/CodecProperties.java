package io.wilco.dispatcher.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Commands and placements survive being written and read; bytes that are neither are told apart. */
class CodecProperties {
    private static final List<String> SERVICES = List.of("alpha", "beta");

    @Property(tries = 200)
    void shouldReadEveryCommandThatItWrote(@ForAll final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20; i++) {
            final Command command = command(random);
            assertThat(CommandCodec.decode(CommandCodec.encode(command))).isEqualTo(command);
        }
    }

    @Property(tries = 50)
    void shouldGoOnFromASnapshotAsIfNothingHadHappened(@ForAll final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final Placement placement = new Placement();
        final List<Command> commands = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            commands.add(command(random));
        }
        for (int i = 0; i < 80; i++) {
            placement.apply(1_000 + i, commands.get(i));
        }
        final Placement restored = PlacementCodec.decode(PlacementCodec.encode(placement));
        for (int i = 80; i < 120; i++) {
            placement.apply(1_000 + i, commands.get(i));
            restored.apply(1_000 + i, commands.get(i));
        }
        assertThat(PlacementCodec.encode(restored)).isEqualTo(PlacementCodec.encode(placement));
    }

    @Property(tries = 1_000)
    void shouldRefuseWhatIsNoCommandWithoutAnyOtherFailure(@ForAll @Size(max = 60) final byte[] bytes) {
        try {
            final Command command = CommandCodec.decode(bytes);
            assertThat(CommandCodec.decode(CommandCodec.encode(command))).isEqualTo(command);
        } catch (final IllegalArgumentException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    private static Command command(final SplittableRandom random) {
        final String id = "w" + random.nextInt(4);
        final long incarnation = random.nextInt(3);
        final String service = SERVICES.get(random.nextInt(2));
        final int shard = random.nextInt(1_024);
        return switch (random.nextInt(14)) {
            case 0, 1 -> new Command.Up(random.nextInt(3), id, incarnation, SERVICES, 1 + random.nextInt(300), 0);
            case 2 -> new Command.Down(random.nextInt(3), id, incarnation);
            case 3 -> new Command.MemberUp(random.nextInt(3), "10.0.0.1:" + random.nextInt(65_536));
            case 4 -> new Command.MemberGone(random.nextInt(3));
            case 5 -> new Command.Accepted(id, incarnation, random.nextLong());
            case 6 -> new Command.Leave(id, incarnation);
            case 7 -> new Command.Use(service);
            case 8 -> new Command.Released(id, incarnation, service, List.of(shard), List.of(random.nextLong()));
            case 9 -> new Command.Balance();
            case 10 -> new Command.Move(service, shard, random.nextLong(), id);
            case 11 -> new Command.Set(random.nextLong(), random.nextBoolean() ? "" : "jbsq", random.nextInt(-1, 65));
            case 12 -> new Command.Lost(random.nextLong(), id, incarnation);
            default -> new Command.Want(random.nextLong(), id, random.nextInt(300), random.nextInt(-1, 3));
        };
    }
}
