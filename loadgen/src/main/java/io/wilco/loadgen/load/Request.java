package io.wilco.loadgen.load;

/** An open request, as the generator remembers it; used again for a later one. */
final class Request {
    long number;

    /** The engine's, for cancelling. */
    long callId;

    /** From when its latency counts: when it was due. */
    long intendedNs;

    /** What the handler was asked to take, with the flag for spinning; 0 if it was not asked. */
    long serviceTime;

    boolean isMeasured;
    boolean isOpen;
}
