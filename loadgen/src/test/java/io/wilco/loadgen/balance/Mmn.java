package io.wilco.loadgen.balance;

/**
 * The queue with Poisson arrivals, exponential service of mean 1 and n servers, exactly (Erlang 1917).
 *
 * @param servers n
 * @param load of each, below 1
 */
record Mmn(int servers, double load) {
    /** The probability that a request finds all servers busy: Erlang's C. */
    double waits() {
        // Erlang's B by its recursion, which does not overflow.
        final double offered = servers * load;
        double blocked = 1;
        for (int n = 1; n <= servers; n++) {
            blocked = offered * blocked / (n + offered * blocked);
        }
        return blocked / (1 - load * (1 - blocked));
    }

    /** The probability that waiting and service together take longer than {@code time}. */
    double tail(final double time) {
        // Who waits, waits exponentially with this rate; the service comes after that.
        final double rate = servers * (1 - load);
        final double served = Math.exp(-time);
        final double waitedAndServed =
                Math.abs(rate - 1) < 1e-9 ? (1 + time) * served : (rate * served - Math.exp(-rate * time)) / (rate - 1);
        return (1 - waits()) * served + waits() * waitedAndServed;
    }

    double p99() {
        double low = 0;
        double high = 1;
        while (tail(high) > 0.01) {
            high *= 2;
        }
        for (int i = 0; i < 60; i++) {
            final double middle = (low + high) / 2;
            if (tail(middle) > 0.01) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    double mean() {
        return 1 + waits() / (servers * (1 - load));
    }
}
