package io.wilco.dispatcher.placement;

import java.util.List;

/** What changes a placement. Each may come twice, or too late: then it changes nothing. */
public sealed interface Command {
    /**
     * A dispatcher has a link to a worker.
     *
     * @param dispatcher 0 to 63
     * @param weight what the worker said
     * @param seen the newest version that the worker was told of: no epoch may be below it
     */
    record Up(int dispatcher, String id, long incarnation, List<String> services, int weight, long seen)
            implements Command {
        public Up {
            services = List.copyOf(services);
        }
    }

    /** A dispatcher has none any more, and the lease that it gave the worker is over. */
    record Down(int dispatcher, String id, long incarnation) implements Command {}

    /**
     * A dispatcher takes part, again or for the first time: its answers renew leases.
     *
     * @param dispatcher 0 to 63
     * @param address where the others reach it; empty if there are none
     */
    record MemberUp(int dispatcher, String address) implements Command {}

    /** A dispatcher is out of reach. Workers that have heard of it count on it no more. */
    record MemberGone(int dispatcher) implements Command {}

    /** A worker has heard who takes part since that version, and counts on nobody else. */
    record Accepted(String id, long incarnation, long term) implements Command {}

    /** A worker drains: it gives up what it has, and gets nothing more. */
    record Leave(String id, long incarnation) implements Command {}

    /** Somebody asks for a key of a service. */
    record Use(String service) implements Command {}

    /**
     * A worker holds shards by a placement before this one, which began when the dispatcher did.
     *
     * @param shards of the service
     */
    record Claim(String id, long incarnation, String service, List<Integer> shards) implements Command {
        public Claim {
            shards = List.copyOf(shards);
        }
    }

    /**
     * A worker has released shards that are to move.
     *
     * @param epochs under which it had each
     */
    record Released(String id, long incarnation, String service, List<Integer> shards, List<Long> epochs)
            implements Command {
        public Released {
            shards = List.copyOf(shards);
            epochs = List.copyOf(epochs);
        }
    }

    /** The time has come to give everybody a fair share. */
    record Balance() implements Command {}

    /**
     * Somebody with too much to do is to give a shard to somebody with less.
     *
     * @param epoch under which its owner has it
     * @param to id of the worker that is to have it
     */
    record Move(String service, int shard, long epoch, String to) implements Command {}

    /** What an operator wants. */
    sealed interface Order extends Command {
        /** By which who proposed it knows it again. */
        long nonce();
    }

    /**
     * An operator vouches that a worker is no more, to which only dispatchers have had a link that are out of reach.
     *
     * @param nonce see {@link Order}
     */
    record Lost(long nonce, String id, long incarnation) implements Order {}

    /**
     * What an operator wants of all dispatchers.
     *
     * @param nonce see {@link Order}
     * @param policy empty: as before
     * @param movesMax {@link Settings#AS_BEFORE}: as before
     */
    record Set(long nonce, String policy, int movesMax) implements Order {}

    /**
     * What an operator wants of a worker.
     *
     * @param nonce see {@link Order}
     * @param weight 1 to 10,000; 0: as before
     * @param state {@link Wish#READY} or another one; {@link Wish#AS_BEFORE}
     */
    record Want(long nonce, String id, int weight, int state) implements Order {}
}
