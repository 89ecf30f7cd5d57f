package io.wilco.link;

import io.wilco.wire.AckFlyweight;
import io.wilco.wire.LoadReport;
import java.nio.ByteBuffer;

/** What the peer advertises in its ACKs, one replacing the other: how many requests it takes, and its load. */
final class Advertised {
    private final LoadReport report = new LoadReport();
    private boolean hasReport;
    private long requestLimit;
    private long requestsOffered;

    /** The limit that the peer's parameters set for the beginning. */
    void onParams(final int limit) {
        requestLimit = limit;
    }

    void onRequestOffered() {
        requestsOffered++;
    }

    /** How many more requests the peer takes; negative if more were offered than that. */
    long requestCredit() {
        return requestLimit - requestsOffered;
    }

    /** Takes an ACK in; true if it brought a load report newer than any before. */
    boolean onAck(final ByteBuffer buffer, final int offset) {
        requestLimit = Math.max(requestLimit, AckFlyweight.requestLimit(buffer, offset));
        if (!AckFlyweight.hasLoadReport(buffer, offset)) {
            return false;
        }
        final int reportAt = AckFlyweight.loadReportOffset(buffer, offset);
        final int sequence = buffer.getInt(reportAt + LoadReport.SEQUENCE_OFFSET);
        if (hasReport && sequence - report.sequence <= 0) {
            return false;
        }
        hasReport = true;
        report.read(buffer, reportAt);
        return true;
    }

    /** The newest report. */
    LoadReport report() {
        return report;
    }
}
