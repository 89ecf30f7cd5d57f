package io.wilco.dispatcher.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.link.Link;
import io.wilco.link.LinkConfig;
import io.wilco.sim.SimWorld;
import io.wilco.wire.HereFlyweight;
import io.wilco.wire.MessageKind;
import io.wilco.wire.RegisterFlyweight;
import io.wilco.wire.RegisteredFlyweight;
import io.wilco.wire.ReplyStatus;
import io.wilco.wire.WorkerTraits;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A dispatcher tells where it is, whoever asks. */
class WhereaboutsTest {
    private static final InetSocketAddress ASKER = SimWorld.address(90, 7_000);
    private static final int FLOOD = 10_000;

    private final Rig rig = new Rig(
            Configs.with("scheduling", DispatcherConfig.DEFAULT.scheduling().withZone("eu")));

    /** Asks, and notes the answers; and may register as a worker. */
    private static final class Asker extends Peer {
        private final List<String> zones = new ArrayList<>();
        private boolean isRegistered;

        Asker(final LinkConfig config, final long nowNs) {
            super(config, Rig.DISPATCHER, nowNs);
        }

        void ask() {
            send(MessageKind.WHERE, 0);
        }

        void register() {
            final int length = RegisterFlyweight.write(
                    scratch(), 0, new RegisterFlyweight.Registration(1, "w", List.of("s"), WorkerTraits.DEFAULT, 1, 0));
            send(MessageKind.REGISTER, length);
        }

        @Override
        public boolean onMessage(
                final Link from,
                final long nowNs,
                final int kind,
                final ByteBuffer body,
                final int offset,
                final int length) {
            if (kind == MessageKind.HERE) {
                zones.add(HereFlyweight.zone(body, offset, length));
            } else if (kind == MessageKind.REGISTERED) {
                isRegistered = RegisteredFlyweight.isAccepted(body, offset);
            }
            return true;
        }
    }

    private Asker asker(final LinkConfig config) {
        final Asker asker = new Asker(config, rig.world.nowNs());
        rig.world.add(ASKER, asker);
        rig.until(() -> asker.isEstablished);
        return asker;
    }

    private void ask(final Asker asker, final int times) {
        rig.world.at(rig.world.nowNs(), ASKER, () -> {
            for (int i = 0; i < times; i++) {
                asker.ask();
            }
        });
    }

    @Test
    void shouldTellItsZone() {
        final Asker asker = asker(LinkConfig.DEFAULT);

        ask(asker, 1);
        rig.runFor(Rig.SECOND);

        assertThat(asker.zones).containsExactly("eu");
    }

    @Test
    void shouldLetOneWhoAskedBecomeAWorker() {
        // given
        final Asker asker = asker(LinkConfig.DEFAULT);
        ask(asker, 1);
        rig.until(() -> !asker.zones.isEmpty());

        // when
        rig.world.at(rig.world.nowNs(), ASKER, asker::register);
        rig.until(() -> asker.isRegistered);
        ask(asker, 1);
        rig.runFor(Rig.SECOND);

        // then
        assertThat(asker.isRegistered).isTrue();
        assertThat(asker.zones).containsExactly("eu", "eu");
    }

    @Test
    void shouldAnswerAFloodAsThereIsRoomAndLetOthersBe() {
        // given
        rig.echo("w", 1);
        final TestClient other = rig.client();
        final Asker asker = asker(LinkConfigs.with("windowFrames", 64));

        // when
        ask(asker, FLOOD);
        final long id = other.request("echo", Rig.SECOND);
        rig.until(() -> other.status(id) != null);

        // then
        assertThat(other.status(id)).isEqualTo(ReplyStatus.OK);
        rig.until(() -> asker.zones.size() == FLOOD);
        assertThat(asker.isClosed()).isFalse();
        rig.assertQuiescent();
    }
}
