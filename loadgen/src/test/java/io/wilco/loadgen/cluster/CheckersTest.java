package io.wilco.loadgen.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.client.core.CallOptions;
import io.wilco.wire.Bytes;
import io.wilco.wire.Delivery;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who watches the watchers: each checker finds what it is there to find. */
class CheckersTest {
    private static final CallPlan PLAN =
            new CallPlan(0, 16, 16, 0, false, 1_000_000, CallOptions.of(Delivery.AT_MOST_ONCE), -1);

    private Cluster cluster;

    @BeforeEach
    void setUp() {
        cluster = new Cluster(ClusterScenario.of(ClusterProfile.HEALTHY, 1), new Trace(null, false));
    }

    @Test
    void shouldFindACallWithoutOutcome() {
        cluster.ledger().begin(0, PLAN, 0);

        cluster.outcomes().checkAll();

        assertThat(found()).contains("without an outcome");
    }

    @Test
    void shouldFindAnExecutionOfWhatWasRejected() {
        final CallRecord call = cluster.ledger().begin(0, PLAN, 0);
        call.status = ReplyStatus.REJECTED;
        call.reason = RejectReason.QUEUE_FULL;
        call.executions = 1;

        cluster.outcomes().checkAll();

        assertThat(found()).contains("rejected, but executed");
    }

    @Test
    void shouldFindAnUnknownOutcomeWithoutReason() {
        final CallRecord call = cluster.ledger().begin(0, PLAN, 0);
        call.status = ReplyStatus.OUTCOME_UNKNOWN;

        cluster.outcomes().checkAll();

        assertThat(found()).contains("no link was lost");
    }

    @Test
    void shouldFindACallThatWaitedInVain() {
        final CallPlan patient =
                new CallPlan(0, 16, 16, 0, false, 3_000_000_000L, CallOptions.of(Delivery.AT_LEAST_ONCE), -1);
        final CallRecord call = cluster.ledger().begin(0, patient, 0);
        call.status = ReplyStatus.DEADLINE_EXCEEDED;

        new PatienceChecker(cluster).check();

        assertThat(found()).contains("waited in vain");
    }

    @Test
    void shouldFindUnrestWhileCallsAreOpen() {
        cluster.startAll();
        cluster.ledger().begin(0, PLAN, 0);

        assertThat(new QuiescenceChecker(cluster).unrest()).isEqualTo("1 calls are open");
    }

    @Test
    void shouldFindUnrestWhileNobodyIsConnected() {
        cluster.startAll();

        assertThat(new QuiescenceChecker(cluster).unrest()).contains("is not connected");
    }

    @Test
    void shouldKnowThePayloadOfEachCall() {
        final Payloads payloads = new Payloads();
        final ByteBuffer payload = Bytes.wrap(Bytes.copy(payloads.of(5, 1_000), 0, 1_000));

        assertThat(Payloads.number(payload, 0)).isEqualTo(5);
        assertThat(Payloads.isPayload(5, 1_000, payload, 0, 1_000)).isTrue();
        assertThat(Payloads.isPayload(6, 1_000, payload, 0, 1_000)).isFalse();
        assertThat(Payloads.isPayload(5, 1_000, payload, 0, 999)).isFalse();
        payload.put(700, (byte) (payload.get(700) + 1));
        assertThat(Payloads.isPayload(5, 1_000, payload, 0, 1_000)).isFalse();
    }

    private String found() {
        return String.join("\n", cluster.findings().kept());
    }
}
