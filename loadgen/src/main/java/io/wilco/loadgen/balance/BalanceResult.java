package io.wilco.loadgen.balance;

/**
 * What a run has shown. Times in multiples of the mean service time.
 *
 * @param goodput share of the requests that were answered in time, without an error
 * @param rejected share that was refused
 * @param events handled, of all kinds
 */
public record BalanceResult(
        BalancePlan plan,
        double meanX,
        double p50X,
        double p99X,
        double p999X,
        double goodput,
        double rejected,
        double errors,
        long events) {}
