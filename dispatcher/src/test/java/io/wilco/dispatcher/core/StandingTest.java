package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.Rig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.WorkerTraits;
import org.junit.jupiter.api.Test;

/** What a worker is to get, as time goes by. */
class StandingTest {
    private static final long BEGAN_NS = 77 * SECOND;

    @Test
    void shouldGrowFromATenthOfTheWeightToAllOfIt() {
        final Standing standing = new Standing(10 * SECOND);
        standing.onRegistered(new WorkerTraits(200, 0, ""), BEGAN_NS);

        assertThat(standing.weightNow(BEGAN_NS)).isEqualTo(20);
        assertThat(standing.weightNow(BEGAN_NS + SECOND)).isEqualTo(20);
        assertThat(standing.weightNow(BEGAN_NS + 5 * SECOND)).isEqualTo(100);
        assertThat(standing.isWarming(BEGAN_NS + 10 * SECOND - 1)).isTrue();
        assertThat(standing.weightNow(BEGAN_NS + 10 * SECOND)).isEqualTo(200);
        assertThat(standing.isWarming(BEGAN_NS + 10 * SECOND)).isFalse();
    }

    @Test
    void shouldBeginWithAllOfItIfThereIsNoSlowStart() {
        final Standing standing = new Standing(0);
        standing.onRegistered(WorkerTraits.DEFAULT, BEGAN_NS);

        assertThat(standing.weightNow(BEGAN_NS)).isEqualTo(100);
        assertThat(standing.isWarming(BEGAN_NS)).isFalse();
    }

    @Test
    void shouldHaveSomeWeightAtAnyTime() {
        final Standing standing = new Standing(10 * SECOND);
        standing.onRegistered(new WorkerTraits(1, 0, ""), BEGAN_NS);

        assertThat(standing.weightNow(BEGAN_NS)).isEqualTo(1);
    }

    @Test
    void shouldHeedAnOperatorMoreThanTheWorker() {
        final Standing standing = new Standing(0);
        standing.setWeight(50);
        standing.onRegistered(new WorkerTraits(200, 3, "north"), BEGAN_NS);

        assertThat(standing.weightNow(BEGAN_NS)).isEqualTo(50);
        assertThat(standing.traitsNow()).isEqualTo(new WorkerTraits(50, 3, "north"));
    }

    @Test
    void shouldGiveANewWorkerLessUntilItIsWarm() {
        final SchedulingConfig scheduling =
                Configs.with(SchedulingConfig.DEFAULT.withPolicy("random"), "slowStartNs", 20 * SECOND);
        final Rig rig = new Rig(DispatcherConfig.DEFAULT.withScheduling(scheduling));
        rig.echo("w1", 1);
        final TestClient client = rig.client();
        rig.runFor(20 * SECOND);
        final TestWorker fresh = rig.echo("w2", 1);

        ask(rig, client, 200);
        final int cold = fresh.requests.size();
        rig.runFor(20 * SECOND);
        ask(rig, client, 200);
        final int warm = fresh.requests.size() - cold;

        // By weight 18 and 100 of 200; the world is random, but always the same.
        assertThat(cold).isBetween(1, 40);
        assertThat(warm).isBetween(75, 125);
    }

    private static void ask(final Rig rig, final TestClient client, final int count) {
        for (int i = 0; i < count; i++) {
            final long id = client.request("echo", 60 * SECOND);
            rig.until(() -> client.status(id) != null);
        }
    }
}
