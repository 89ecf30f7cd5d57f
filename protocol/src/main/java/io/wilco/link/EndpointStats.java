package io.wilco.link;

/** What an endpoint did outside of its links. Written by its thread. */
public final class EndpointStats {
    /** Not of this protocol, damaged, or from an address that does not own the session. */
    public long datagramsInvalid;

    /** For sessions that do not exist. */
    public long datagramsUnknown;

    public long challengesSent;
    public long resetsSent;
    public long refusalsSent;

    /** CONFIRMs with a forged, expired or used cookie. */
    public long cookiesBad;

    public long linksAccepted;
    public long linksEnded;

    /** What happened on the links that have ended. */
    public final LinkStats ended = new LinkStats();

    /** Times at which this process noticed that it had not run for a while. */
    public long stalls;
}
