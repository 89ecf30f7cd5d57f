package io.wilco.dispatcher.core;

import io.wilco.link.Link;
import io.wilco.link.LinkConfig;
import io.wilco.wire.Bytes;
import io.wilco.wire.CancelFlyweight;
import io.wilco.wire.Delivery;
import io.wilco.wire.MessageKind;
import io.wilco.wire.OpenMax;
import io.wilco.wire.Priority;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyFlyweight;
import io.wilco.wire.ReplyStatus;
import io.wilco.wire.RequestFlyweight;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A client that asks whatever it is told to, heeding no credit, and notes what comes back. */
public final class TestClient extends Peer {
    /** A reply, whose payload is text in these tests. */
    record Answer(
            ReplyStatus status, RejectReason reason, int attempt, int openMax, long retryAfterUs, String payload) {}

    final Map<Long, Answer> answers = new HashMap<>();
    int answersRepeated;
    private long lastId = 1_000;

    public TestClient(final LinkConfig config, final InetSocketAddress dispatcher, final long nowNs) {
        super(config.withRequestLimit(0), dispatcher, nowNs);
    }

    /** Asks at least once, with an empty payload. */
    long request(final String service, final long budgetNs) {
        return request(service, budgetNs, 0);
    }

    long request(final String service, final long budgetNs, final int attempt) {
        return request(service, budgetNs, RequestFlyweight.AT_LEAST_ONCE_FLAG, attempt, "");
    }

    long request(final String service, final long budgetNs, final Delivery delivery, final String payload) {
        return request(service, budgetNs, RequestFlyweight.flags(delivery), 0, payload);
    }

    /** Asks at least once, for a second worker if the first one takes long. */
    long hedgeable(final String service, final long budgetNs, final String payload) {
        final int flags = RequestFlyweight.flags(Delivery.AT_LEAST_ONCE, Priority.NORMAL, true);
        return request(service, budgetNs, flags, 0, payload);
    }

    long request(final String service, final long budgetNs, final Priority priority, final String payload) {
        final int flags = RequestFlyweight.flags(Delivery.AT_LEAST_ONCE, priority, false);
        return request(service, budgetNs, flags, 0, payload);
    }

    private long request(
            final String service, final long budgetNs, final int flags, final int attempt, final String payload) {
        lastId++;
        final byte[] name = service.getBytes(StandardCharsets.UTF_8);
        final byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        final ByteBuffer body = scratch();
        RequestFlyweight.writeHeader(body, 0, lastId, budgetNs / 1_000, flags, attempt, name.length);
        body.put(RequestFlyweight.SERVICE_OFFSET, name);
        body.put(RequestFlyweight.SERVICE_OFFSET + name.length, bytes);
        send(MessageKind.REQUEST, RequestFlyweight.SERVICE_OFFSET + name.length + bytes.length);
        return lastId;
    }

    void cancel(final long id) {
        CancelFlyweight.write(scratch(), 0, id);
        send(MessageKind.CANCEL, CancelFlyweight.LENGTH);
    }

    Answer answer(final long id) {
        final Answer answer = answers.get(id);
        if (answer == null) {
            throw new AssertionError("no answer to " + id);
        }
        return answer;
    }

    /** Its status, or null while there is none. */
    ReplyStatus status(final long id) {
        final Answer answer = answers.get(id);
        return answer == null ? null : answer.status();
    }

    @Override
    public boolean onMessage(
            final Link from,
            final long nowNs,
            final int kind,
            final ByteBuffer body,
            final int offset,
            final int length) {
        final int payload = offset + ReplyFlyweight.HEADER_LENGTH;
        final Answer answer = new Answer(
                ReplyFlyweight.status(body, offset),
                ReplyFlyweight.reason(body, offset),
                ReplyFlyweight.attempt(body, offset),
                OpenMax.requests(ReplyFlyweight.openMax(body, offset)),
                ReplyFlyweight.retryAfterUs(body, offset),
                Bytes.utf8(body, payload, length - ReplyFlyweight.HEADER_LENGTH));
        if (answers.put(ReplyFlyweight.requestId(body, offset), answer) != null) {
            answersRepeated++;
        }
        return true;
    }
}
