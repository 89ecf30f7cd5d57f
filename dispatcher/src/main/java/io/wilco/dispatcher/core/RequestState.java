package io.wilco.dispatcher.core;

/** Where a request is. */
enum RequestState {
    FREE(0),
    /** In the queue of its service. */
    QUEUED(1),
    /** In the list of its worker. */
    ASSIGNED(2),
    /** In the list of replies that wait for room in its client's link. */
    REPLYING(3);

    final int code;

    RequestState(final int code) {
        this.code = code;
    }

    static RequestState of(final int code) {
        return switch (code) {
            case 0 -> FREE;
            case 1 -> QUEUED;
            case 2 -> ASSIGNED;
            default -> REPLYING;
        };
    }
}
