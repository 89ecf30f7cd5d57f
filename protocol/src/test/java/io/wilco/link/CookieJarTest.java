package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.sim.SimWorld;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CookieJarTest {
    private static final InetSocketAddress PEER = SimWorld.address(1, 7_001);
    private static final long LIFETIME_NS = CookieJar.LIFETIME_NS;

    private final CookieJar jar = new CookieJar(new SplittableRandom(1));

    @ParameterizedTest(name = "clock at {0}")
    @ValueSource(longs = {0, -1_000_000_000_000_000L, 1L << 60})
    void shouldAcceptItsCookieForItsLifetimeOnly(final long issuedNs) {
        final long cookie = jar.bake(PEER, 1, 2, issuedNs);
        assertThat(jar.isGood(issuedNs, PEER, 1, 2, issuedNs, cookie)).isTrue();
        assertThat(jar.isGood(issuedNs + LIFETIME_NS, PEER, 1, 2, issuedNs, cookie))
                .isTrue();
        assertThat(jar.isGood(issuedNs + LIFETIME_NS + 1, PEER, 1, 2, issuedNs, cookie))
                .isFalse();
        assertThat(jar.isGood(issuedNs - 1, PEER, 1, 2, issuedNs, cookie)).isFalse();
    }

    @ParameterizedTest(name = "clock at {0}")
    @ValueSource(longs = {0, -1_000_000_000_000_000L})
    void shouldBindTheCookieToAllThatItWasBakedOf(final long issuedNs) throws UnknownHostException {
        final Set<Long> cookies = new HashSet<>();
        final byte[] six = new byte[16];
        cookies.add(jar.bake(PEER, 1, 2, issuedNs));
        cookies.add(jar.bake(SimWorld.address(1, 7_002), 1, 2, issuedNs));
        cookies.add(jar.bake(SimWorld.address(2, 7_001), 1, 2, issuedNs));
        cookies.add(jar.bake(PEER, 2, 2, issuedNs));
        cookies.add(jar.bake(PEER, 1, 3, issuedNs));
        cookies.add(jar.bake(PEER, 1, 2, issuedNs + 1));
        cookies.add(new CookieJar(new SplittableRandom(2)).bake(PEER, 1, 2, issuedNs));
        for (int i = 0; i < 16; i++) {
            six[i] ^= 0x40;
            cookies.add(jar.bake(new InetSocketAddress(InetAddress.getByAddress(six), 7_001), 1, 2, issuedNs));
        }
        assertThat(cookies).hasSize(7 + 16);
    }

    @ParameterizedTest(name = "clock at {0}")
    @ValueSource(longs = {0, -1_000_000_000_000_000L})
    void shouldNotAcceptACookieAgainAfterItsSessionEnded(final long startNs) {
        // given
        final long cookie = jar.bake(PEER, 1, 2, startNs);

        // when
        jar.onEnded(startNs + 5, 2, startNs);

        // then
        for (long nowNs = startNs + 5; nowNs < startNs + 2 * LIFETIME_NS; nowNs += LIFETIME_NS / 7) {
            assertThat(jar.isGood(nowNs, PEER, 1, 2, startNs, cookie)).isFalse();
        }
        final long other = jar.bake(PEER, 1, 3, startNs);
        assertThat(jar.isGood(startNs + 5, PEER, 1, 3, startNs, other)).isTrue();
    }

    @ParameterizedTest(name = "clock at {0}")
    @ValueSource(longs = {0, -1_000_000_000_000_000L})
    void shouldNotAcceptAnEndedSessionsCookieThoughMoreEndedThanItRemembers(final long startNs) {
        // given: one after the other, each ends as soon as it began
        final int sessions = 3 * CookieJar.ENDED_MAX;
        for (int i = 0; i < sessions; i++) {
            final long issuedNs = startNs + i * 1_000L;
            assertThat(jar.isGood(issuedNs, PEER, 1, 10 + i, issuedNs, jar.bake(PEER, 1, 10 + i, issuedNs)))
                    .isTrue();
            jar.onEnded(issuedNs, 10 + i, issuedNs);
        }

        // when, then
        final long nowNs = startNs + sessions * 1_000L;
        for (int i = 0; i < sessions; i++) {
            final long issuedNs = startNs + i * 1_000L;
            final long cookie = jar.bake(PEER, 1, 10 + i, issuedNs);
            assertThat(jar.isGood(nowNs, PEER, 1, 10 + i, issuedNs, cookie))
                    .as("session %d", i)
                    .isFalse();
        }
    }

    @ParameterizedTest(name = "clock at {0}")
    @ValueSource(longs = {0, -1_000_000_000_000_000L})
    void shouldRememberOnlyAsLongAsACookieIsGood(final long startNs) {
        // given: twice as many sessions as it remembers, over two lifetimes
        final long stepNs = LIFETIME_NS / CookieJar.ENDED_MAX + 1_000;
        long nowNs = startNs;
        for (int i = 0; i < 2 * CookieJar.ENDED_MAX; i++) {
            jar.onEnded(nowNs, 10 + i, nowNs);
            nowNs += stepNs;
        }

        // when: a cookie that has waited for nearly all of its life
        final long issuedNs = nowNs - LIFETIME_NS + stepNs;
        final long cookie = jar.bake(PEER, 1, 5, issuedNs);

        // then
        assertThat(jar.isGood(nowNs, PEER, 1, 5, issuedNs, cookie)).isTrue();
    }
}
