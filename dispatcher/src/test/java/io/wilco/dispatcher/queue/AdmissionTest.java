package io.wilco.dispatcher.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final long MS = 1_000_000;
    /** One handler that takes a millisecond. */
    private static final double PER_NS = 1.0 / MS;

    private static final long HOUR_NS = 3_600_000 * MS;

    private final SlotRecords records = new SlotRecords(1, 0);
    private final Flow flow = new Flow(1, new SlotLinks(records, 0));
    private final FairQueue queue = new FairQueue();
    private final Admission admission = new Admission(100 * MS, 50 * MS);

    AdmissionTest() {
        records.grow(1_024);
    }

    @Test
    void shouldLetInWhateverCanStartAtOnce() {
        assertThat(admission.excessNs(flow, 0, PER_NS, MS, 10 * MS, 0)).isZero();
    }

    @Test
    void shouldRefuseWhatCannotBeDoneWithinItsBudget() {
        // 4 ms of wait, which may be 10 % wrong and 5 ms longer by chance, and then 98 of 100 take up to 4 ms.
        assertThat(admission.excessNs(flow, 4 * MS, PER_NS, MS, 13_400_000, 0)).isZero();
        assertThat(admission.excessNs(flow, 4 * MS, PER_NS, MS, 13_000_000, 0)).isEqualTo(400_000);
    }

    @Test
    void shouldLetInWhatHardlyHasToWait() {
        assertThat(admission.excessNs(flow, MS, PER_NS, MS, 2 * MS, 0)).isZero();
        assertThat(admission.excessNs(flow, MS, PER_NS, MS, 2 * MS - 1, 0)).isPositive();
    }

    @Test
    void shouldTakeInABurstHoweverLong() {
        assertThat(admission.excessNs(flow, 10_000 * MS, PER_NS, MS, HOUR_NS, 0))
                .isZero();
    }

    @Test
    void shouldRefuseOnceRequestsHaveWaitedTooLongForAWhile() {
        queue.addLast(flow, 1);
        queue.addLast(flow, 2);
        serve(150 * MS, 1_000 * MS);
        serve(160 * MS, 1_049 * MS);
        assertThat(admission.excessNs(flow, 300 * MS, PER_NS, MS, HOUR_NS, 1_049 * MS))
                .isZero();

        assertThat(admission.excessNs(flow, 300 * MS, PER_NS, MS, HOUR_NS, 1_050 * MS))
                .isEqualTo(100 * MS);
        assertThat(admission.excessNs(flow, 200 * MS, PER_NS, MS, HOUR_NS, 1_050 * MS))
                .isZero();
    }

    /** A request of plenty of budget has waited so long. */
    private void serve(final long waitedNs, final long nowNs) {
        flow.onServed(waitedNs, admission.targetNs(HOUR_NS, MS), MS, nowNs);
    }

    @Test
    void shouldMindSoonerWhatKeepsAShortBudgetWaiting() {
        assertThat(admission.targetNs(HOUR_NS, MS)).isEqualTo(100 * MS);
        assertThat(admission.targetNs(100 * MS, MS)).isEqualTo(50 * MS);
        // Ten services one after the other are no reason to worry.
        assertThat(admission.targetNs(10 * MS, MS)).isEqualTo(10 * MS);
        assertThat(admission.targetNs(HOUR_NS, 20 * MS)).isEqualTo(200 * MS);
    }

    @Test
    void shouldForgetOnceOneHasNotWaitedTooLong() {
        queue.addLast(flow, 1);
        serve(150 * MS, 1_000 * MS);
        serve(99 * MS, 1_020 * MS);
        serve(150 * MS, 1_040 * MS);

        assertThat(admission.excessNs(flow, 300 * MS, PER_NS, MS, HOUR_NS, 1_060 * MS))
                .isZero();
    }

    @Test
    void shouldForgetWhenNothingWaitsAnyMore() {
        queue.addLast(flow, 1);
        serve(150 * MS, 1_000 * MS);
        queue.remove(flow, 1);
        queue.addLast(flow, 2);

        assertThat(admission.excessNs(flow, 300 * MS, PER_NS, MS, HOUR_NS, 9_000 * MS))
                .isZero();
    }

    @Test
    void shouldKnowTheWaitByWhatIsBeforeAndHowFastItGoes() {
        queue.addLast(flow, 1);
        queue.addLast(flow, 2);

        assertThat(Admission.waitNs(queue, flow, 1e-6, 0)).isEqualTo(2 * MS);
        assertThat(Admission.waitNs(queue, flow, 1e-6, 1)).isEqualTo(MS);
        assertThat(Admission.waitNs(queue, flow, 1e-6, 2)).isZero();
        assertThat(Admission.waitNs(queue, flow, 0, 0)).isZero();
    }

    @Test
    void shouldAskToComeAgainWithinBounds() {
        assertThat(Admission.retryAfterNs(1)).isEqualTo(MS);
        assertThat(Admission.retryAfterNs(7 * MS)).isEqualTo(7 * MS);
        assertThat(Admission.retryAfterNs(HOUR_NS)).isEqualTo(1_000 * MS);
    }
}
