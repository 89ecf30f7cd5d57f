package io.wilco.loadgen.load;

/** Requests and how they ended: {@code sent = ok + rejected + timedOut + failed + outcomeUnknown + open}. */
final class Ledger {
    long sent;
    long ok;
    long rejected;
    long timedOut;
    long failed;
    long outcomeUnknown;

    /** Of those that are ok: the reply was not what the handler must return. */
    long mismatched;

    /** Without an outcome so far. */
    long open() {
        return sent - ok - rejected - timedOut - failed - outcomeUnknown;
    }

    LoadResult.Counts counts() {
        return new LoadResult.Counts(sent, ok, rejected, timedOut, failed, outcomeUnknown, open(), mismatched);
    }
}
