package io.wilco.dispatcher.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.Shards;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final String SERVICE = "sessions";
    private static final int WEIGHT = 100;

    private final Placement placement = new Placement();
    private long timeMs = 1_000;

    @BeforeEach
    void shouldBeginWithADispatcherAndAService() {
        apply(new Command.MemberUp(0, ""));
        apply(new Command.Use(SERVICE));
    }

    @Test
    void shouldObeyAnOrderOnceHoweverOftenItComes() {
        final Placement placement = new Placement();
        final Command first = new Command.Want(1, "w1", 50, Wish.AS_BEFORE);
        placement.apply(1, first);
        placement.apply(2, new Command.Want(2, "w1", 70, Wish.AS_BEFORE));

        placement.apply(3, first);

        assertThat(placement.wish("w1").weight()).isEqualTo(70);
    }

    @Test
    void shouldTakeAWorkerForDeadOnlyIfNobodyWhoTakesPartSeesIt() {
        final Placement placement = new Placement();
        placement.apply(1, new Command.MemberUp(0, ""));
        placement.apply(2, new Command.MemberUp(1, ""));
        for (int i = 1; i <= 2; i++) {
            placement.apply(3, new Command.Up(0, "w" + i, i, List.of("echo"), 100, 0));
        }
        placement.apply(3, new Command.Up(1, "w1", 1, List.of("echo"), 100, 0));
        placement.apply(4, new Command.Use("echo"));
        placement.apply(5, new Command.Balance());
        final ShardPlan plan = placement.plan("echo");

        placement.apply(6, new Command.Lost(0, "w1", 1));
        assertThat(placement.node("w1", 1)).isNotNull();
        placement.apply(7, new Command.Down(0, "w1", 1));
        placement.apply(8, new Command.Lost(1, "w1", 1));
        assertThat(placement.node("w1", 1)).isNotNull();
        placement.apply(9, new Command.MemberGone(1));
        assertThat(placement.node("w1", 1)).isNotNull();
        placement.apply(10, new Command.Lost(2, "w1", 1));

        assertThat(placement.node("w1", 1)).isNull();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            assertThat(plan.owner(shard)).isEqualTo(placement.node("w2", 2));
        }
    }

    @Test
    void shouldGiveTenWorkersOfEqualWeightNearlyTheSame() {
        for (int i = 0; i < 10; i++) {
            up("w" + i, 1, WEIGHT);
        }
        balance();
        final double mean = Shards.COUNT / 10.0;
        assertThat(counts().values())
                .allSatisfy(count -> assertThat(count / mean).isBetween(0.99, 1.01));
    }

    @Test
    void shouldGiveEachWorkerItsWeight() {
        up("one", 1, 100);
        up("two", 1, 200);
        up("four", 1, 400);
        balance();
        assertThat(counts().get("one") / (Shards.COUNT / 7.0)).isBetween(0.98, 1.02);
        assertThat(counts().get("two") / (Shards.COUNT / 7.0)).isBetween(1.96, 2.04);
        assertThat(counts().get("four") / (Shards.COUNT / 7.0)).isBetween(3.92, 4.08);
    }

    @Test
    void shouldMoveOnlyTheShardsOfAWorkerThatIsGone() {
        up("a", 1, WEIGHT);
        up("b", 1, WEIGHT);
        up("c", 1, WEIGHT);
        balance();
        final List<String> before = owners();
        apply(new Command.Down(0, "b", 1));
        final List<String> after = owners();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            if (!before.get(shard).equals("b")) {
                assertThat(after.get(shard)).isEqualTo(before.get(shard));
            }
        }
        assertThat(counts()).containsOnlyKeys("a", "c");
        assertThat(counts().get("a")).isEqualTo(Shards.COUNT / 2);
    }

    @Test
    void shouldTakeNoMoreThanItsShareForAWorkerThatComes() {
        up("a", 1, WEIGHT);
        up("b", 1, WEIGHT);
        balance();
        up("c", 1, WEIGHT);
        apply(new Command.Balance());
        assertThat(moving()).hasSizeBetween(Shards.COUNT / 3, Shards.COUNT / 3 + 1);
        releaseAll();
        assertThat(counts().get("c")).isBetween(Shards.COUNT / 3, Shards.COUNT / 3 + 1);
    }

    @Test
    void shouldLeaveALiveOwnerItsShardUntilItHasReleasedIt() {
        up("a", 1, WEIGHT);
        balance();
        up("b", 1, WEIGHT);
        apply(new Command.Balance());
        final int shard = moving().get(0);
        final long epoch = plan().epoch(shard);
        assertThat(owners().get(shard)).isEqualTo("a");
        apply(new Command.Released("a", 1, SERVICE, List.of(shard), List.of(epoch)));
        assertThat(owners().get(shard)).isEqualTo("b");
        assertThat(plan().epoch(shard)).isGreaterThan(epoch);
        assertThat(plan().isMoving(shard)).isFalse();
    }

    @Test
    void shouldHeedNoReleaseThatComesTwiceOrTooLate() {
        up("a", 1, WEIGHT);
        balance();
        up("b", 1, WEIGHT);
        apply(new Command.Balance());
        final int shard = moving().get(0);
        final long epoch = plan().epoch(shard);
        final Command release = new Command.Released("a", 1, SERVICE, List.of(shard), List.of(epoch));
        apply(release);
        final long given = plan().epoch(shard);
        apply(release);
        apply(new Command.Released("b", 1, SERVICE, List.of(shard), List.of(given)));
        assertThat(owners().get(shard)).isEqualTo("b");
        assertThat(plan().epoch(shard)).isEqualTo(given);
    }

    @Test
    void shouldCountAnotherLifeOfAWorkerAsAnotherOwner() {
        up("a", 1, WEIGHT);
        balance();
        final long epoch = plan().epoch(0);
        up("a", 2, WEIGHT);
        apply(new Command.Balance());
        assertThat(moving()).hasSize(Shards.COUNT);
        apply(new Command.Down(0, "a", 1));
        assertThat(Objects.requireNonNull(plan().owner(0)).incarnation()).isEqualTo(2);
        assertThat(plan().epoch(0)).isGreaterThan(epoch);
    }

    @Test
    void shouldDrainTheLastWorkerToNobody() {
        up("a", 1, WEIGHT);
        balance();
        apply(new Command.Leave("a", 1));
        assertThat(placement.isUnbalanced()).isTrue();
        balance();
        assertThat(plan().owner(0)).isNull();
        assertThat(placement.isUnbalanced()).isFalse();
    }

    @Test
    void shouldTakeTheShardsOfAWorkerThatAnOperatorTakesOut() {
        up("a", 1, WEIGHT);
        up("b", 1, WEIGHT);
        balance();
        apply(new Command.Want(1, "a", 0, 1));
        balance();
        assertThat(counts()).containsOnlyKeys("b");
        apply(new Command.Want(2, "a", 300, Wish.READY));
        balance();
        assertThat(counts().get("a")).isEqualTo(3 * Shards.COUNT / 4);
    }

    @Test
    void shouldNotLoseAWorkerThatAnyDispatcherSees() {
        apply(new Command.MemberUp(1, ""));
        up("a", 1, WEIGHT);
        apply(new Command.Up(1, "a", 1, List.of(SERVICE), WEIGHT, 0));
        balance();
        apply(new Command.Down(0, "a", 1));
        assertThat(counts()).containsOnlyKeys("a");
        apply(new Command.Down(1, "a", 1));
        assertThat(counts()).isEmpty();
    }

    @Test
    void shouldNotGiveAwayTheShardsOfAWorkerThatMayCountOnADispatcherOutOfReach() {
        apply(new Command.MemberUp(1, ""));
        up("a", 1, WEIGHT);
        up("b", 1, WEIGHT);
        for (final String id : List.of("a", "b")) {
            apply(new Command.Up(1, id, 1, List.of(SERVICE), WEIGHT, 0));
        }
        balance();
        apply(new Command.MemberGone(1));
        // Only b has heard of it.
        apply(new Command.Accepted("b", 1, placement.term()));
        apply(new Command.Down(0, "a", 1));
        apply(new Command.Down(0, "b", 1));
        assertThat(counts().get("a")).isEqualTo(Shards.COUNT);
        assertThat(counts()).containsOnlyKeys("a");
        apply(new Command.Down(1, "a", 1));
        assertThat(counts()).isEmpty();
    }

    @Test
    void shouldNotCountAnAcceptanceOfAnEarlierTerm() {
        apply(new Command.MemberUp(1, ""));
        up("a", 1, WEIGHT);
        apply(new Command.Up(1, "a", 1, List.of(SERVICE), WEIGHT, 0));
        balance();
        apply(new Command.MemberGone(1));
        final long term = placement.term();
        apply(new Command.MemberUp(1, ""));
        apply(new Command.Accepted("a", 1, term));
        apply(new Command.Down(0, "a", 1));
        assertThat(counts()).containsOnlyKeys("a");
    }

    @Test
    void shouldBeginAboveWhateverAnyWorkerHasSeen() {
        apply(new Command.Up(0, "a", 1, List.of(SERVICE), WEIGHT, 5_000_000));
        balance();
        assertThat(plan().epoch(0)).isGreaterThan(5_000_000);
    }

    @Test
    void shouldNotBelieveAWorkerThatHasSeenTheFarFuture() {
        apply(new Command.Up(0, "a", 1, List.of(SERVICE), WEIGHT, Long.MAX_VALUE - 1));
        balance();
        assertThat(plan().epoch(0)).isLessThan(1_000_000);
    }

    @Test
    void shouldLeaveShardsWithThoseWhoSayThatTheyHadThem() {
        up("a", 1, WEIGHT);
        up("b", 1, WEIGHT);
        final List<Integer> upper = new ArrayList<>();
        for (int shard = Shards.COUNT / 2; shard < Shards.COUNT; shard++) {
            upper.add(shard);
        }
        apply(new Command.Claim("a", 1, SERVICE, upper));
        balance();
        assertThat(upper).allSatisfy(shard -> assertThat(owners().get(shard)).isEqualTo("a"));
        assertThat(counts().get("b")).isEqualTo(Shards.COUNT / 2);
    }

    @Test
    void shouldMoveAShardForItsLoadAndKeepItThereWhenOthersCome() {
        up("a", 1, WEIGHT);
        up("b", 1, WEIGHT);
        balance();
        final int shard = owners().indexOf("a");
        apply(new Command.Move(SERVICE, shard, plan().epoch(shard), "b"));
        releaseAll();
        assertThat(counts().get("b")).isEqualTo(Shards.COUNT / 2 + 1);
        assertThat(placement.isUnbalanced()).isFalse();
        up("c", 1, WEIGHT);
        balance();
        assertThat(counts().get("b")).isGreaterThan(counts().get("a"));
    }

    // ---- Helpers.

    private void apply(final Command command) {
        placement.apply(timeMs++, command);
    }

    private void up(final String id, final long incarnation, final int weight) {
        apply(new Command.Up(0, id, incarnation, List.of(SERVICE), weight, 0));
    }

    /** All that moves is released at once. */
    private void balance() {
        apply(new Command.Balance());
        releaseAll();
    }

    private void releaseAll() {
        for (final int shard : moving()) {
            final Node owner = Objects.requireNonNull(plan().owner(shard));
            apply(new Command.Released(
                    owner.id(), owner.incarnation(), SERVICE, List.of(shard), List.of(plan().epoch(shard))));
        }
    }

    private ShardPlan plan() {
        return Objects.requireNonNull(placement.plan(SERVICE));
    }

    private List<Integer> moving() {
        final List<Integer> moving = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            if (plan().isMoving(shard)) {
                moving.add(shard);
            }
        }
        return moving;
    }

    private List<String> owners() {
        final List<String> owners = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            final Node owner = plan().owner(shard);
            owners.add(owner == null ? "" : owner.id());
        }
        return owners;
    }

    private Map<String, Integer> counts() {
        final Map<String, Integer> counts = new HashMap<>();
        owners().stream().filter(owner -> !owner.isEmpty()).forEach(owner -> counts.merge(owner, 1, Integer::sum));
        return counts;
    }
}
