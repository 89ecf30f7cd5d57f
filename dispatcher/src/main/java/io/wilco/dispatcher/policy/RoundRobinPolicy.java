package io.wilco.dispatcher.policy;

/** Each worker in turn, whatever its load. */
final class RoundRobinPolicy implements Policy {
    private int turn;

    @Override
    public int pick(final WorkerLoad[] workers, final int count) {
        for (int i = 0; i < count; i++) {
            turn = turn + 1 < count ? turn + 1 : 0;
            if (workers[turn].canTake()) {
                return turn;
            }
        }
        return NONE;
    }
}
