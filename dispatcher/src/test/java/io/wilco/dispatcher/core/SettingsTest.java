package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.Rig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.dispatcher.core.OperatorResult.Status;
import io.wilco.dispatcher.placement.Settings;
import io.wilco.dispatcher.policy.Policies;
import io.wilco.wire.ReplyStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What operators set for all dispatchers. */
class SettingsTest {
    private final Rig rig = new Rig(DispatcherConfig.DEFAULT.withPolicy("random"));

    @Test
    void shouldChooseByAnotherPolicyFromNowOn() {
        final TestWorker first = rig.worker("w1", 100, "echo");
        final TestWorker second = rig.worker("w2", 100, "echo");
        final TestClient client = rig.client();

        for (final String policy : Policies.NAMES) {
            assertThat(set(policy, Settings.AS_BEFORE).isDone()).isTrue();
            assertThat(rig.snapshot().policy()).isEqualTo(policy);
            final int before = first.requests.size() + second.requests.size();
            for (int i = 0; i < 10; i++) {
                client.request("echo", 60 * SECOND);
            }
            rig.until(() -> first.requests.size() + second.requests.size() == before + 10);
        }
        assertThat(set("round-robin", Settings.AS_BEFORE).isDone()).isTrue();
        final int difference = first.requests.size() - second.requests.size();
        for (int i = 0; i < 20; i++) {
            client.request("echo", 60 * SECOND);
        }
        rig.runFor(SECOND);
        assertThat(first.requests.size() - second.requests.size()).isEqualTo(difference);
    }

    @Test
    void shouldHoldForServicesThatComeLater() {
        assertThat(set("round-robin", Settings.AS_BEFORE).isDone()).isTrue();
        final TestWorker first = rig.worker("w1", 100, "later");
        final TestWorker second = rig.worker("w2", 100, "later");
        final TestClient client = rig.client();

        for (int i = 0; i < 20; i++) {
            client.request("later", 60 * SECOND);
        }

        rig.until(() -> first.requests.size() == 10 && second.requests.size() == 10);
    }

    @Test
    void shouldKeepWhatIsNotNamed() {
        set("prequal", 7);
        set("", 9);
        set("jbsq", Settings.AS_BEFORE);

        assertThat(rig.engine.operator().settings()).isEqualTo(new Settings("jbsq", 9));
    }

    @Test
    void shouldRefuseWhatIsOutOfBounds() {
        assertThatThrownBy(() -> new SettingsChange("fastest", 1))
                .hasMessageStartingWith("no policy is named 'fastest'");
        assertThatThrownBy(() -> new SettingsChange("", 65)).hasMessageContaining("0 to 64");
    }

    @Test
    void shouldNotTakeAWorkerForDeadThatIsThere() {
        final TestWorker worker = rig.echo("w1", 1);
        final TestClient client = rig.client();
        rig.runFor(SECOND);

        assertThat(takeForDead("w1").status()).isEqualTo(Status.IN_USE);
        assertThat(takeForDead("w2").status()).isEqualTo(Status.UNKNOWN_WORKER);

        final long id = client.request("echo", 60 * SECOND);
        rig.until(() -> client.status(id) == ReplyStatus.OK);
        assertThat(worker.requests).isNotNull();
    }

    private OperatorResult set(final String policy, final int moves) {
        final List<OperatorResult> results = new ArrayList<>();
        rig.engine.operator().set(new SettingsChange(policy, moves), rig.world.nowNs(), results::add);
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    private OperatorResult takeForDead(final String id) {
        final List<OperatorResult> results = new ArrayList<>();
        rig.engine.operator().takeForDead(id, rig.world.nowNs(), results::add);
        assertThat(results).hasSize(1);
        return results.get(0);
    }
}
