package io.wilco.dispatcher.core;

/** What an operator wants of a worker. */
public enum AdminState {
    /** It gets requests, if it is well. */
    READY,
    /** It gets no new ones, and finishes those it has. */
    DRAIN,
    /** It gets no new ones; of those it has, what may be executed twice goes to others. */
    MAINT
}
