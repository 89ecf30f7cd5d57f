package io.wilco.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.client.Client;
import io.wilco.dispatcher.Dispatcher;
import io.wilco.dispatcher.Membership;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.dispatcher.core.DispatcherListener;
import io.wilco.dispatcher.core.OperatorResult;
import io.wilco.dispatcher.core.ShardsSnapshot;
import io.wilco.dispatcher.core.WorkerChange;
import io.wilco.names.DispatcherName;
import io.wilco.names.Names;
import io.wilco.transport.ListeningTransport;
import io.wilco.worker.Worker;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A dispatcher that follows another one, over real sockets. */
@Timeout(60)
class FollowerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String SERVICE = "names";

    @Test
    void shouldServeKeysByWhatItIsTold() throws Exception {
        try (Rig rig = new Rig()) {
            final Dispatcher follower = follow(rig, rig.address());
            final String both = Rig.text(rig.address()) + "," + Rig.text(follower.address());
            worker(rig, both, "w1");
            worker(rig, both, "w2");
            final Client through = rig.client(Rig.text(follower.address()));
            final Client directly = rig.client(Rig.text(rig.address()));

            for (int i = 0; i < 100; i++) {
                // Whoever owns a key, it is the same by either way.
                assertThat(call(through, "key-" + i)).isEqualTo(call(directly, "key-" + i));
            }
            assertThat(owners(follower)).isEqualTo(owners(rig.dispatcher()));
        }
    }

    @Test
    void shouldLeaveChangesToTheOthersAndHeedThem() throws Exception {
        try (Rig rig = new Rig()) {
            final Dispatcher follower = follow(rig, rig.address());
            worker(rig, Rig.text(rig.address()) + "," + Rig.text(follower.address()), "w1");
            call(rig.client(Rig.text(follower.address())), "any");

            final OperatorResult refused = follower.change("w1", WorkerChange.ofWeight(7), PATIENCE);
            final OperatorResult done = rig.dispatcher().change("w1", WorkerChange.ofWeight(9), PATIENCE);

            assertThat(refused.status()).isEqualTo(OperatorResult.Status.ELSEWHERE);
            assertThat(done.isDone()).isTrue();
            while (follower.snapshot(PATIENCE).workers().get(0).traits().weight() != 9) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void shouldFollowAnotherLifeOfWhomItFollows() throws Exception {
        try (Rig rig = new Rig()) {
            final InetSocketAddress address = rig.address();
            final Dispatcher follower = follow(rig, address);
            worker(rig, Rig.text(address) + "," + Rig.text(follower.address()), "w1");
            final Client client = rig.client(Rig.text(follower.address()));
            call(client, "before");

            rig.dispatcher().close();
            rig.opened(Dispatcher.start(DispatcherConfig.DEFAULT, address));

            String owner = "";
            while (owner.isEmpty()) {
                try {
                    owner = call(client, "after");
                } catch (final ExecutionException e) {
                    // Refused while nobody can say who owns it.
                    assertThat(e).hasMessageContaining("cannot say who owns the key");
                }
            }
            assertThat(owner).isEqualTo("w1");
        }
    }

    @Test
    void shouldRefuseKeysWhileNobodyHasToldItAnything() throws Exception {
        try (Rig rig = new Rig()) {
            final InetSocketAddress nobody = Rig.anyPort();
            final Dispatcher follower = follow(rig, new InetSocketAddress(nobody.getAddress(), 9));
            worker(rig, Rig.text(follower.address()), "w1");
            final Client client = rig.client(Rig.text(follower.address()));

            assertThat(client.call(SERVICE, new byte[0]).get().text()).isEqualTo("w1");
            assertThat(client.call(SERVICE, "any", new byte[0]))
                    .failsWithin(PATIENCE)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("cannot say who owns the key");
        }
    }

    private static List<ShardsSnapshot> owners(final Dispatcher dispatcher) throws Exception {
        return dispatcher.shards(PATIENCE).stream()
                .map(ShardsSnapshot::withoutWork)
                .toList();
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String call(final Client client, final String key) throws Exception {
        return client.call(SERVICE, key, new byte[0]).get().text();
    }

    private static void worker(final Rig rig, final String dispatchers, final String id) throws Exception {
        rig.opened(Worker.builder(dispatchers)
                .id(id)
                .service(SERVICE, request -> bytes(id))
                .connect());
    }

    private static Dispatcher follow(final Rig rig, final InetSocketAddress source) throws Exception {
        final Names names = Names.of(DispatcherName.parseList(Rig.text(source)));
        final Membership membership = rig.opened(Membership.following(names, List.of(source)));
        return rig.opened(Dispatcher.start(
                DispatcherConfig.DEFAULT,
                new ListeningTransport(
                        Rig.anyPort(), DispatcherConfig.DEFAULT.link().datagramBytesMax()),
                socket -> socket,
                new DispatcherListener() {},
                membership));
    }
}
