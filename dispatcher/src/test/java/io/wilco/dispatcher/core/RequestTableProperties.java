package io.wilco.dispatcher.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.dispatcher.policy.Policies;
import io.wilco.link.Link;
import io.wilco.wire.RequestFlyweight;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The table against a map from the ids that workers see to what was put in. */
class RequestTableProperties {
    /** More than the table begins with, so that it grows. */
    private static final int SLOTS_MAX = 700;

    private final Rig rig = new Rig();
    private final List<Link> links = List.of(link(rig.client()), link(rig.client()));

    private record Entry(int slot, ClientSession client, long clientRequestId) {}

    private static Link link(final Peer peer) {
        return peer.link;
    }

    @Property(tries = 100)
    void shouldFindWhatIsInItAndNothingElse(
            @ForAll final long secret,
            @ForAll @Size(max = 2_000) final List<@IntRange(min = 0, max = 999) Integer> choices) {
        final RequestTable table = new RequestTable(SLOTS_MAX, secret);
        final List<ClientSession> clients = links.stream()
                .map(link -> new ClientSession(link, table, 10_000))
                .toList();
        final Service service = service(table);
        final Map<Long, Entry> model = new HashMap<>();
        final Set<Long> gone = new HashSet<>();

        for (final int choice : choices) {
            final ClientSession client = clients.get(choice % 2);
            final Entry known = model.values().stream()
                    .filter(entry -> entry.client() == client && entry.clientRequestId() == choice)
                    .findAny()
                    .orElse(null);
            if (known != null) {
                gone.add(table.id(known.slot()));
                model.remove(table.id(known.slot()));
                table.release(known.slot());
            } else if (!table.isFull()) {
                final int slot = take(table, client, service, choice, RequestFlyweight.AT_LEAST_ONCE_FLAG, choice);
                assertThat(model.put(table.id(slot), new Entry(slot, client, choice)))
                        .isNull();
            }
            assertThat(table.size()).isEqualTo(model.size());
            assertThat(table.ofClient(client, choice))
                    .isEqualTo(known != null ? RequestTable.NONE : slotOf(model, client, choice));
        }

        model.forEach((id, entry) -> {
            assertThat(table.slotOf(id)).isEqualTo(entry.slot());
            assertThat(table.ofClient(entry.client(), entry.clientRequestId())).isEqualTo(entry.slot());
            assertThat(table.clientRequestId(entry.slot())).isEqualTo(entry.clientRequestId());
            assertThat(table.block(entry.slot())).isEqualTo((int) entry.clientRequestId());
        });
        gone.forEach(id -> assertThat(table.slotOf(id)).isEqualTo(RequestTable.NONE));
    }

    private static int slotOf(final Map<Long, Entry> model, final ClientSession client, final long clientRequestId) {
        return model.values().stream()
                .filter(entry -> entry.client() == client && entry.clientRequestId() == clientRequestId)
                .mapToInt(Entry::slot)
                .findAny()
                .orElse(RequestTable.NONE);
    }

    @Property(tries = 1_000)
    void shouldFindNothingByANumberThatIsNoId(@ForAll final long id) {
        final RequestTable table = new RequestTable(8, 1);
        assertThat(table.slotOf(id)).isEqualTo(RequestTable.NONE);
    }

    @Example
    void shouldFindNothingOfAClientBeforeAnythingCame() {
        final RequestTable table = new RequestTable(8, -1);
        final ClientSession client = new ClientSession(links.get(0), table, 1);
        for (long id = -100; id < 100; id++) {
            assertThat(table.ofClient(client, id)).isEqualTo(RequestTable.NONE);
        }
    }

    @Example
    void shouldBeFullWhenAllSlotsAreTaken() {
        final RequestTable table = new RequestTable(3, 1);
        final ClientSession client = new ClientSession(links.get(0), table, 1);
        final Service service = service(table);
        for (int i = 0; i < 3; i++) {
            assertThat(table.isFull()).isFalse();
            take(table, client, service, 1, 0, 1);
        }
        assertThat(table.isFull()).isTrue();
        table.release(table.ofClient(client, 1));
        assertThat(table.isFull()).isFalse();
    }

    private static int take(
            final RequestTable table,
            final ClientSession client,
            final Service service,
            final int id,
            final int flags,
            final int block) {
        return table.take(client, service, client.flow(service, 1, 0), id, 0, flags, block, 1);
    }

    private static Service service(final RequestTable table) {
        return new Service(
                7,
                8,
                "echo",
                Policies.newPool("jbsq", new SplittableRandom(1)),
                table.newHedgeList(),
                SchedulingConfig.DEFAULT);
    }
}
