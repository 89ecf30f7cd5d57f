package io.wilco.loadgen.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wilco.dispatcher.policy.Policies;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BalanceRunTest {
    private static final long DELAY_NS = BalancePlans.SERVICE_NS / 10;

    static List<String> policies() {
        return Policies.NAMES;
    }

    private static BalancePlans plan(final String policy, final double load) {
        return BalancePlans.of(policy, 4, load).delayNs(DELAY_NS).requests(50_000);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void shouldShowTheSameForTheSamePlanToTheLastBit(final String policy) {
        final BalanceResult once = plan(policy, 0.8).dispatchers(2).loss(0.01).run();
        final BalanceResult again = plan(policy, 0.8).dispatchers(2).loss(0.01).run();

        assertThat(again).isEqualTo(once);
    }

    @Test
    void shouldShowSomethingElseForAnotherSeed() {
        final BalanceResult one = plan("jbsq", 0.8).seed(1).run();
        final BalanceResult other = plan("jbsq", 0.8).seed(2).run();

        assertThat(other.meanX()).isNotEqualTo(one.meanX());
        assertThat(other.events()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void shouldAnswerEveryRequestInSpiteOfLoss(final String policy) {
        // given
        final BalanceResult without = plan(policy, 0.6).run();

        // when
        final BalanceResult with = plan(policy, 0.6).loss(0.05).run();

        // then
        assertThat(with.goodput()).isEqualTo(1);
        assertThat(with.rejected()).isZero();
        assertThat(with.meanX()).isGreaterThan(without.meanX());
        assertThat(with.p99X()).isGreaterThan(without.p99X());
    }

    @Test
    void shouldRefuseOrDropWhatCannotBeDoneInTime() {
        // given half as much again as the workers can do
        final long deadlineNs = 20 * BalancePlans.SERVICE_NS;

        // when
        final BalanceResult result = plan("jbsq", 1.5).deadlineNs(deadlineNs).run();

        // then most of what can be done is done in time, and what is not done in time was refused but for some
        final double late = 1 - result.goodput() - result.rejected();
        assertThat(result.errors()).isZero();
        assertThat(late).isBetween(0.0, 0.12);
        assertThat(result.rejected()).isGreaterThan(0.25);
        assertThat(result.goodput()).isBetween(0.55, 1 / 1.5 + 0.01);
        assertThat(result.p999X()).isLessThanOrEqualTo(20.02);
    }

    @Test
    void shouldCountWhatIsLateWhereNothingIsRefused() {
        // given a policy that leaves nothing waiting in the dispatcher, so that nobody is refused there
        final BalanceResult result =
                plan("random", 0.8).deadlineNs(10 * BalancePlans.SERVICE_NS).run();

        // then about as many are late as a queue of one server, less what the workers drop, leaves behind
        assertThat(result.rejected()).isZero();
        assertThat(1 - result.goodput()).isCloseTo(0.08, within(0.03));
    }

    @Test
    void shouldHardlyNoticeASlowWorker() {
        // given
        final BalanceResult without = BalancePlans.of("jbsq", 3, 0.6).run();

        // when there is a fourth one, ten times slower
        final BalanceResult with = BalancePlans.of("jbsq", 4, 0.6).slow(1).run();

        // then
        assertThat(with.p99X()).isLessThan(2.5 * without.p99X());
        assertThat(with.goodput()).isEqualTo(1);
    }

    @Test
    void shouldHardlyUseAWorkerThatFailsEverything() {
        // given, when
        final BalanceResult jbsq = BalancePlans.of("jbsq", 4, 0.6).failing(1).run();
        final BalanceResult inTurn =
                BalancePlans.of("round-robin", 4, 0.6).failing(1).run();

        // then
        assertThat(jbsq.errors()).isPositive().isLessThan(0.005);
        assertThat(jbsq.goodput() + jbsq.errors()).isCloseTo(1, within(1e-9));
        assertThat(inTurn.errors()).isCloseTo(0.25, within(0.001));
    }

    @Test
    void shouldNotBeHelpedByMoreDispatchers() {
        // given, when
        final BalanceResult one = plan("jbsq", 0.8).run();
        final BalanceResult four = plan("jbsq", 0.8).dispatchers(4).run();
        final BalanceResult ideal = plan(BalancePlan.CENTRAL_QUEUE, 0.8).run();

        // then each knows less than one that sees everything
        assertThat(four.meanX()).isGreaterThan(one.meanX());
        assertThat(one.meanX()).isGreaterThan(ideal.meanX());
    }
}
