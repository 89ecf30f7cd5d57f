package io.wilco.dispatcher.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.client.core.CallListener;
import io.wilco.client.core.CallOptions;
import io.wilco.client.core.ClientConfig;
import io.wilco.client.core.ClientEngine;
import io.wilco.client.core.Outcome;
import io.wilco.link.LinkConfig;
import io.wilco.sim.SimFaults;
import io.wilco.sim.SimWorld;
import io.wilco.wire.Bytes;
import io.wilco.wire.ReplyStatus;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client, dispatchers and workers of two zones, all real, on a simulated network. */
class ZonesTest implements CallListener {
    private static final long MS = Rig.MS;
    private static final long SECOND = Rig.SECOND;
    private static final InetSocketAddress CLIENT = SimWorld.address(9, 7_000);
    private static final InetSocketAddress NEAR = SimWorld.address(1, 7_400);
    private static final InetSocketAddress HOME = SimWorld.address(2, 7_400);

    private final SimWorld world = new SimWorld(3, 77 * SECOND);
    private final List<ReplyStatus> outcomes = new ArrayList<>();
    private final TestWorker nearWorker = start(NEAR, "us", 11);
    private final TestWorker homeWorker = start(HOME, "eu", 12);
    private final ClientEngine client = client();

    @Override
    public void onOutcome(final Object context, final long nowNs, final Outcome outcome) {
        outcomes.add(outcome.status());
    }

    private void startDispatcher(final InetSocketAddress address, final String zone) {
        final DispatcherConfig config =
                Configs.with("scheduling", DispatcherConfig.DEFAULT.scheduling().withZone(zone));
        world.add(address, new DispatcherEngine(config, new DispatcherListener() {}, world.newRandom(), world.nowNs()));
    }

    /** A dispatcher and its only worker. */
    private TestWorker start(final InetSocketAddress address, final String zone, final int host) {
        startDispatcher(address, zone);
        final TestWorker worker =
                new TestWorker(LinkConfig.DEFAULT, address, world.nowNs(), "w-" + zone, 4, "echo").echoing();
        world.add(SimWorld.address(host, 7_000), worker);
        return worker;
    }

    private ClientEngine client() {
        final SimFaults far = SimFaults.NONE.withDelay(10 * MS, 10 * MS);
        world.network().faults(CLIENT, HOME, far);
        world.network().faults(HOME, CLIENT, far);
        final ClientEngine made = new ClientEngine(
                ClientConfig.DEFAULT.withZone("eu"), List.of(NEAR, HOME), this, world.newRandom(), world.nowNs());
        world.add(CLIENT, made);
        return made;
    }

    private void call(final int times) {
        for (int i = 0; i < times; i++) {
            final long nowNs = world.nowNs();
            client.call(
                    nowNs,
                    "call",
                    "echo".getBytes(StandardCharsets.UTF_8),
                    Bytes.heap(0),
                    0,
                    0,
                    nowNs + SECOND,
                    CallOptions.AT_MOST_ONCE);
            world.wakeAll();
            world.run(nowNs + 50 * MS);
        }
    }

    @Test
    void shouldPreferTheDispatcherOfItsZoneLeaveItWhenItIsGoneAndReturn() {
        // given
        world.run(world.nowNs() + 2 * SECOND);

        // when
        call(10);

        // then
        assertThat(homeWorker.requests).hasSize(10);
        assertThat(nearWorker.requests).isEmpty();

        // when
        world.crash(HOME);
        world.run(world.nowNs() + 3 * SECOND);
        call(10);

        // then
        assertThat(nearWorker.requests).hasSize(10);

        // when
        startDispatcher(HOME, "eu");
        final TestWorker back = new TestWorker(LinkConfig.DEFAULT, HOME, world.nowNs(), "w-back", 4, "echo").echoing();
        world.add(SimWorld.address(13, 7_000), back);
        world.run(world.nowNs() + 6 * SECOND);
        call(10);

        // then
        assertThat(back.requests).hasSize(10);
        assertThat(outcomes).hasSize(30).containsOnly(ReplyStatus.OK);
    }
}
