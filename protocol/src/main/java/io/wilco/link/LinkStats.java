package io.wilco.link;

/** What happened on a link, or on all links of an endpoint, since it began. Written by the owner's thread. */
public final class LinkStats {
    public long datagramsSent;
    public long datagramsReceived;
    public long bytesSent;
    public long bytesReceived;
    public long framesSent;
    public long framesRetransmitted;
    public long framesLost;
    public long framesDuplicate;
    public long framesDeclined;
    public long probeTimeouts;

    /** Adds the counts of {@code other}. */
    public void add(final LinkStats other) {
        datagramsSent += other.datagramsSent;
        datagramsReceived += other.datagramsReceived;
        bytesSent += other.bytesSent;
        bytesReceived += other.bytesReceived;
        framesSent += other.framesSent;
        framesRetransmitted += other.framesRetransmitted;
        framesLost += other.framesLost;
        framesDuplicate += other.framesDuplicate;
        framesDeclined += other.framesDeclined;
        probeTimeouts += other.probeTimeouts;
    }
}
