package io.wilco.dispatcher.core;

/** Where each number known of a request stands in its record. */
final class RequestFields {
    // ---- Ints.

    /** State, priority and flags, as {@link RequestTable} packs them. */
    static final int STATUS = 0;

    static final int GENERATION = 1;
    static final int NEXT_FREE = 2;
    static final int BLOCK = 3;
    static final int LENGTH = 4;

    /** Of the service's name, and assignments so far by whomever and by others. */
    static final int COUNTS = 5;

    static final int INDEX_AFTER = 6;
    static final int INDEX_BUCKET = 7;

    /** Two neighbours in a list each: the one before, then the one after. */
    static final int PLACE_LINKS = 8;

    static final int CLIENT_LINKS = 10;
    static final int HEDGE_LINKS = 12;

    /** The other one of a request that was sent to two workers. */
    static final int TWIN = 14;

    static final int INTS_SHIFT = 4;

    // ---- Longs.

    static final int CLIENT_REQUEST_ID = 0;
    static final int DEADLINE_NS = 1;

    /** When it was given to a worker; while it waits, when it came. */
    static final int SINCE_NS = 2;

    static final int SEQUENCE = 3;
    static final int LONGS_SHIFT = 2;

    private RequestFields() {}
}
