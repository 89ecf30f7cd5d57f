package io.wilco.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Each layout of which docs/protocol.md has an example: documented values to bytes and back, by the flyweights. */
final class DocumentedLayouts {
    /** By the label of the example. */
    static final Map<String, Codec> CODECS = codecs();

    /** Writes the fields at 0 and returns the length. */
    @FunctionalInterface
    interface Encoder {
        int encode(DocumentedFields fields, ByteBuffer buffer);
    }

    /** Reads the fields out of all bytes up to the buffer's limit. */
    @FunctionalInterface
    interface Decoder {
        void decode(ByteBuffer buffer, DocumentedFields into);
    }

    /** Both ways. */
    record Codec(Encoder encoder, Decoder decoder) {}

    private DocumentedLayouts() {}

    private static Map<String, Codec> codecs() {
        final Map<String, Codec> codecs = new TreeMap<>();
        codecs.put("open", new Codec(DocumentedLayouts::encodeOpen, DocumentedLayouts::decodeOpen));
        codecs.put("challenge", new Codec(DocumentedLayouts::encodeChallenge, DocumentedLayouts::decodeChallenge));
        codecs.put("confirm", new Codec(DocumentedLayouts::encodeConfirm, DocumentedLayouts::decodeConfirm));
        codecs.put("data", new Codec(DocumentedLayouts::encodeData, DocumentedLayouts::decodeData));
        codecs.put("reset", new Codec(DocumentedLayouts::encodeReset, DocumentedLayouts::decodeReset));
        codecs.put("refuse", new Codec(DocumentedLayouts::encodeRefuse, DocumentedLayouts::decodeRefuse));
        for (final String label : List.of("ack", "ack-ranges", "ack-load")) {
            codecs.put(label, frame((fields, buffer) -> encodeAck(fields, "", buffer, 0)));
        }
        codecs.put("ping", frame((fields, buffer) -> encodePing(fields, "", FrameType.PING, buffer, 0)));
        codecs.put("pong", frame((fields, buffer) -> encodePing(fields, "", FrameType.PONG, buffer, 0)));
        codecs.put("close", frame(DocumentedLayouts::encodeClose));
        codecs.put("message", frame((fields, buffer) -> encodeMessage(fields, "", buffer, 0)));
        for (final String label : List.of("fragment-first", "fragment-middle", "fragment-last")) {
            codecs.put(label, frame(DocumentedLayouts::encodeFragment));
        }
        for (final String label : List.of("request", "request-priority", "request-keyed")) {
            codecs.put(label, body(MessageKind.REQUEST));
        }
        for (final String label : List.of("reply-ok", "reply-error", "reply-rejected")) {
            codecs.put(label, body(MessageKind.REPLY));
        }
        codecs.put("cancel", body(MessageKind.CANCEL));
        codecs.put("register", body(MessageKind.REGISTER));
        codecs.put("shards", body(MessageKind.SHARDS));
        codecs.put("placement", body(MessageKind.PLACEMENT));
        codecs.put("here", body(MessageKind.HERE));
        codecs.put("registered", body(MessageKind.REGISTERED));
        codecs.put("registered-refused", body(MessageKind.REGISTERED));
        return codecs;
    }

    private static Codec frame(final Encoder encoder) {
        return new Codec(encoder, (buffer, into) -> {
            final FrameReader frames = new FrameReader();
            frames.wrap(buffer, 0);
            assertThat(frames.next()).as("a valid frame").isTrue();
            decodeFrame(frames, "", into);
            assertThat(frames.next()).as("one frame only").isFalse();
            assertThat(frames.isMalformed()).isFalse();
        });
    }

    private static Codec body(final int kind) {
        return new Codec(
                (fields, buffer) -> encodeBody(fields, "", kind, buffer, 0),
                (buffer, into) -> decodeBody(kind, buffer, 0, buffer.limit(), "", into));
    }

    // ---- Datagrams.

    private static int seal(final ByteBuffer buffer, final int length) {
        new DatagramHeader().seal(buffer, length);
        return length;
    }

    private static void decodeHeader(
            final ByteBuffer buffer, final int kind, final String kindName, final DocumentedFields into) {
        assertThat(new DatagramHeader().isValid(buffer)).as("a valid datagram").isTrue();
        assertThat(DatagramHeader.kind(buffer)).isEqualTo(kind);
        into.put("checksum", String.format("0x%08x", Bytes.u32(buffer, DatagramHeader.CHECKSUM_OFFSET)));
        into.putText("magic", Character.toString(buffer.get(DatagramHeader.MAGIC_OFFSET)));
        into.put("kind", String.format("0x%02x (%s)", Bytes.u8(buffer, DatagramHeader.KIND_OFFSET), kindName));
        into.putNumber("length", Bytes.u16(buffer, DatagramHeader.LENGTH_OFFSET));
        into.putId("session", DatagramHeader.session(buffer));
    }

    private static LinkParams params(final DocumentedFields fields) {
        return new LinkParams(
                fields.integer("params.datagramBytesMax"),
                fields.integer("params.ackDelayMaxUs"),
                fields.integer("params.messageBytesMax"),
                fields.integer("params.windowFrames"),
                fields.integer("params.deadAfterMs"),
                fields.integer("params.requestLimit"));
    }

    private static void decodeParams(final LinkParams params, final DocumentedFields into) {
        assertThat(params.isValid()).isTrue();
        into.putNumber("params.datagramBytesMax", params.datagramBytesMax());
        into.putNumber("params.ackDelayMaxUs", params.ackDelayMaxUs());
        into.putNumber("params.messageBytesMax", params.messageBytesMax());
        into.putNumber("params.windowFrames", params.windowFrames());
        into.putNumber("params.deadAfterMs", params.deadAfterMs());
        into.putNumber("params.requestLimit", params.requestLimit());
    }

    private static int encodeOpen(final DocumentedFields fields, final ByteBuffer buffer) {
        return seal(buffer, OpenFlyweight.write(buffer, fields.number("initiator"), params(fields)));
    }

    private static void decodeOpen(final ByteBuffer buffer, final DocumentedFields into) {
        assertThat(OpenFlyweight.isWhole(buffer)).isTrue();
        decodeHeader(buffer, DatagramHeader.OPEN, "OPEN", into);
        into.putId("initiator", OpenFlyweight.initiator(buffer));
        decodeParams(OpenFlyweight.params(buffer), into);
        final byte[] padding =
                Bytes.copy(buffer, OpenFlyweight.PADDING_OFFSET, OpenFlyweight.LENGTH - OpenFlyweight.PADDING_OFFSET);
        assertThat(padding).containsOnly(0);
        into.putNumber("padding", 0);
    }

    private static int encodeChallenge(final DocumentedFields fields, final ByteBuffer buffer) {
        final int length = ChallengeFlyweight.write(
                buffer,
                fields.number("session"),
                fields.number("responder"),
                fields.number("issued"),
                fields.number("cookie"),
                params(fields));
        return seal(buffer, length);
    }

    private static void decodeChallenge(final ByteBuffer buffer, final DocumentedFields into) {
        assertThat(ChallengeFlyweight.isWhole(buffer)).isTrue();
        decodeHeader(buffer, DatagramHeader.CHALLENGE, "CHALLENGE", into);
        into.putId("responder", ChallengeFlyweight.responder(buffer));
        into.putId("issued", ChallengeFlyweight.issued(buffer));
        into.putId("cookie", ChallengeFlyweight.cookie(buffer));
        decodeParams(ChallengeFlyweight.params(buffer), into);
    }

    private static int encodeConfirm(final DocumentedFields fields, final ByteBuffer buffer) {
        int at = ConfirmFlyweight.write(
                buffer,
                fields.number("session"),
                fields.number("initiator"),
                fields.number("issued"),
                fields.number("cookie"),
                params(fields));
        at += encodeAck(fields, "ack.", buffer, at);
        at += encodePing(fields, "ping.", FrameType.PING, buffer, at);
        at += encodeMessage(fields, "message.", buffer, at);
        return seal(buffer, at);
    }

    private static void decodeConfirm(final ByteBuffer buffer, final DocumentedFields into) {
        assertThat(ConfirmFlyweight.isWhole(buffer)).isTrue();
        decodeHeader(buffer, DatagramHeader.CONFIRM, "CONFIRM", into);
        into.putId("initiator", ConfirmFlyweight.initiator(buffer));
        into.putId("issued", ConfirmFlyweight.issued(buffer));
        into.putId("cookie", ConfirmFlyweight.cookie(buffer));
        decodeParams(ConfirmFlyweight.params(buffer), into);
        decodeFrames(buffer, ConfirmFlyweight.LENGTH, into);
    }

    private static int encodeData(final DocumentedFields fields, final ByteBuffer buffer) {
        DatagramHeader.write(buffer, DatagramHeader.DATA, fields.number("session"));
        int at = DatagramHeader.LENGTH;
        at += encodeAck(fields, "ack.", buffer, at);
        at += encodePing(fields, "pong.", FrameType.PONG, buffer, at);
        at += encodeMessage(fields, "message.", buffer, at);
        return seal(buffer, at);
    }

    private static void decodeData(final ByteBuffer buffer, final DocumentedFields into) {
        decodeHeader(buffer, DatagramHeader.DATA, "DATA", into);
        decodeFrames(buffer, DatagramHeader.LENGTH, into);
    }

    private static int encodeReset(final DocumentedFields fields, final ByteBuffer buffer) {
        DatagramHeader.write(buffer, DatagramHeader.RESET, fields.number("session"));
        return seal(buffer, DatagramHeader.LENGTH);
    }

    private static void decodeReset(final ByteBuffer buffer, final DocumentedFields into) {
        decodeHeader(buffer, DatagramHeader.RESET, "RESET", into);
        assertThat(buffer.limit()).isEqualTo(DatagramHeader.LENGTH);
    }

    private static int encodeRefuse(final DocumentedFields fields, final ByteBuffer buffer) {
        final CloseReason reason = CloseReason.of(fields.integer("reason"));
        return seal(buffer, RefuseFlyweight.write(buffer, fields.number("session"), reason));
    }

    private static void decodeRefuse(final ByteBuffer buffer, final DocumentedFields into) {
        assertThat(RefuseFlyweight.isWhole(buffer)).isTrue();
        decodeHeader(buffer, DatagramHeader.REFUSE, "REFUSE", into);
        final CloseReason reason = RefuseFlyweight.reason(buffer);
        into.putCode("reason", reason.code(), reason.name());
    }

    // ---- Frames.

    private static void decodeFrames(final ByteBuffer buffer, final int offset, final DocumentedFields into) {
        final FrameReader frames = new FrameReader();
        frames.wrap(buffer, offset);
        while (frames.next()) {
            final String prefix = typeName(frames.type()).toLowerCase(Locale.ROOT) + ".";
            decodeFrame(frames, prefix, into);
        }
        assertThat(frames.isMalformed()).isFalse();
    }

    private static String typeName(final int type) {
        return switch (type) {
            case FrameType.ACK -> "ACK";
            case FrameType.PING -> "PING";
            case FrameType.PONG -> "PONG";
            case FrameType.CLOSE -> "CLOSE";
            case FrameType.MESSAGE -> "MESSAGE";
            case FrameType.FRAGMENT -> "FRAGMENT";
            default -> fail("no frame type: %d", type);
        };
    }

    private static void decodeFrame(final FrameReader frames, final String prefix, final DocumentedFields into) {
        final ByteBuffer buffer = frames.buffer();
        final int at = frames.offset();
        into.put(prefix + "type", String.format("0x%02x (%s)", frames.type(), typeName(frames.type())));
        switch (frames.type()) {
            case FrameType.ACK -> decodeAck(buffer, at, prefix, into);
            case FrameType.CLOSE -> {
                final CloseReason reason = CloseFlyweight.reason(buffer, at);
                into.putCode(prefix + "reason", reason.code(), reason.name());
                into.putNumber(prefix + "textLength", Bytes.u16(buffer, at + CloseFlyweight.TEXT_LENGTH_OFFSET));
                into.putText(prefix + "text", CloseFlyweight.text(buffer, at));
            }
            case FrameType.MESSAGE, FrameType.FRAGMENT -> decodeMessage(buffer, at, frames.type(), prefix, into);
            default -> into.putId(prefix + "token", PingFlyweight.token(buffer, at));
        }
    }

    private static int encodeAck(
            final DocumentedFields fields, final String prefix, final ByteBuffer buffer, final int at) {
        final int ranges = fields.integer(prefix + "rangeCount");
        final boolean hasLoad = fields.number(prefix + "flags") == AckFlyweight.LOAD_REPORT_FLAG;
        AckFlyweight.writeHeader(
                buffer,
                at,
                ranges,
                hasLoad,
                fields.number(prefix + "ackDelayUs"),
                fields.number(prefix + "nextExpected"),
                fields.number(prefix + "requestLimit"));
        for (int i = 0; i < ranges; i++) {
            final String range = prefix + "range" + i;
            AckFlyweight.writeRange(buffer, at, i, fields.integer(range + ".gap"), fields.integer(range + ".length"));
        }
        if (hasLoad) {
            final LoadReport load = new LoadReport();
            load.sequence = fields.integer("load.sequence");
            load.executing = fields.integer("load.executing");
            load.queued = fields.integer("load.queued");
            load.concurrency = fields.integer("load.concurrency");
            load.state = WorkerState.of(fields.integer("load.state"));
            load.cpuPercent = fields.integer("load.cpuPercent");
            load.serviceTimeNs = fields.number("load.serviceTimeNs");
            load.queueDelayNs = fields.number("load.queueDelayNs");
            load.received = fields.number("load.received");
            load.completed = fields.number("load.completed");
            load.write(buffer, AckFlyweight.loadReportOffset(buffer, at));
        }
        return AckFlyweight.length(ranges, hasLoad);
    }

    private static void decodeAck(
            final ByteBuffer buffer, final int at, final String prefix, final DocumentedFields into) {
        into.putNumber(prefix + "flags", buffer.get(at + AckFlyweight.FLAGS_OFFSET));
        into.putNumber(prefix + "rangeCount", AckFlyweight.rangeCount(buffer, at));
        into.putNumber(prefix + "reserved", buffer.get(at + AckFlyweight.RESERVED_OFFSET));
        into.putNumber(prefix + "ackDelayUs", AckFlyweight.ackDelayUs(buffer, at));
        into.putNumber(prefix + "nextExpected", AckFlyweight.nextExpected(buffer, at));
        into.putNumber(prefix + "requestLimit", AckFlyweight.requestLimit(buffer, at));
        for (int i = 0; i < AckFlyweight.rangeCount(buffer, at); i++) {
            into.putNumber(prefix + "range" + i + ".gap", AckFlyweight.rangeGap(buffer, at, i));
            into.putNumber(prefix + "range" + i + ".length", AckFlyweight.rangeLength(buffer, at, i));
        }
        if (AckFlyweight.hasLoadReport(buffer, at)) {
            final LoadReport load = new LoadReport();
            final int loadAt = AckFlyweight.loadReportOffset(buffer, at);
            load.read(buffer, loadAt);
            into.putNumber("load.sequence", load.sequence);
            into.putNumber("load.executing", load.executing);
            into.putNumber("load.queued", load.queued);
            into.putNumber("load.concurrency", load.concurrency);
            into.putCode("load.state", load.state.code(), load.state.name());
            into.putNumber("load.cpuPercent", load.cpuPercent);
            into.putNumber("load.reserved", buffer.getLong(loadAt + LoadReport.RESERVED_OFFSET) << Short.SIZE);
            into.putNumber("load.serviceTimeNs", load.serviceTimeNs);
            into.putNumber("load.queueDelayNs", load.queueDelayNs);
            into.putNumber("load.received", load.received);
            into.putNumber("load.completed", load.completed);
        }
    }

    private static int encodePing(
            final DocumentedFields fields, final String prefix, final int type, final ByteBuffer buffer, final int at) {
        return PingFlyweight.write(buffer, at, type, fields.number(prefix + "token"));
    }

    private static int encodeClose(final DocumentedFields fields, final ByteBuffer buffer) {
        return CloseFlyweight.write(buffer, 0, CloseReason.of(fields.integer("reason")), fields.bytes("text"));
    }

    private static int encodeMessage(
            final DocumentedFields fields, final String prefix, final ByteBuffer buffer, final int at) {
        final int kind = fields.integer(prefix + "kind");
        final int bodyAt = at + MessageFlyweight.HEADER_LENGTH;
        final String bodyPrefix = kindName(kind).toLowerCase(Locale.ROOT) + ".";
        final int length = encodeBody(fields, bodyPrefix, kind, buffer, bodyAt);
        MessageFlyweight.writeMessageHeader(buffer, at, kind, length, fields.number(prefix + "sequence"));
        return MessageFlyweight.HEADER_LENGTH + length;
    }

    private static int encodeFragment(final DocumentedFields fields, final ByteBuffer buffer) {
        final byte[] part = fields.bytes("part");
        MessageFlyweight.writeFragmentHeader(
                buffer,
                0,
                fields.integer("kind"),
                part.length,
                fields.number("sequence"),
                fields.integer("messageLength"),
                fields.integer("index"),
                fields.integer("count"));
        buffer.put(MessageFlyweight.FRAGMENT_HEADER_LENGTH, part);
        return MessageFlyweight.FRAGMENT_HEADER_LENGTH + part.length;
    }

    private static void decodeMessage(
            final ByteBuffer buffer, final int at, final int type, final String prefix, final DocumentedFields into) {
        final int kind = MessageFlyweight.kind(buffer, at);
        final int length = MessageFlyweight.bodyLength(buffer, at);
        into.putCode(prefix + "kind", kind, kindName(kind));
        into.putNumber(prefix + "bodyLength", length);
        into.putNumber(prefix + "sequence", Integer.toUnsignedLong(MessageFlyweight.sequenceLow(buffer, at)));
        if (type == FrameType.MESSAGE) {
            final String bodyPrefix = kindName(kind).toLowerCase(Locale.ROOT) + ".";
            decodeBody(kind, buffer, at + MessageFlyweight.HEADER_LENGTH, length, bodyPrefix, into);
            return;
        }
        into.putNumber(prefix + "messageLength", MessageFlyweight.messageLength(buffer, at));
        into.putNumber(prefix + "index", MessageFlyweight.index(buffer, at));
        into.putNumber(prefix + "count", MessageFlyweight.count(buffer, at));
        into.putBytes(prefix + "part", buffer, at + MessageFlyweight.FRAGMENT_HEADER_LENGTH, length);
    }

    // ---- Bodies.

    private static String kindName(final int kind) {
        return switch (kind) {
            case MessageKind.REQUEST -> "REQUEST";
            case MessageKind.REPLY -> "REPLY";
            case MessageKind.CANCEL -> "CANCEL";
            case MessageKind.REGISTER -> "REGISTER";
            case MessageKind.REGISTERED -> "REGISTERED";
            default -> fail("no message kind: %d", kind);
        };
    }

    private static int encodeBody(
            final DocumentedFields fields, final String prefix, final int kind, final ByteBuffer buffer, final int at) {
        return switch (kind) {
            case MessageKind.REQUEST -> encodeRequest(fields, prefix, buffer, at);
            case MessageKind.REPLY -> encodeReply(fields, prefix, buffer, at);
            case MessageKind.CANCEL -> {
                CancelFlyweight.write(buffer, at, fields.number(prefix + "requestId"));
                yield CancelFlyweight.LENGTH;
            }
            case MessageKind.REGISTER -> encodeRegister(fields, buffer, at);
            case MessageKind.SHARDS -> DocumentedShards.encode(fields, buffer, at);
            case MessageKind.PLACEMENT -> DocumentedShards.encodePlacement(fields, buffer, at);
            case MessageKind.HERE -> HereFlyweight.write(buffer, at, fields.text("zone"));
            case MessageKind.REGISTERED -> {
                buffer.put(at + RegisteredFlyweight.STATUS_OFFSET, (byte) fields.integer(prefix + "status"));
                final byte[] text = fields.bytes(prefix + "text");
                buffer.put(at + RegisteredFlyweight.TEXT_OFFSET, text);
                yield RegisteredFlyweight.TEXT_OFFSET + text.length;
            }
            default -> fail("no message kind: %d", kind);
        };
    }

    private static void decodeBody(
            final int kind,
            final ByteBuffer buffer,
            final int at,
            final int length,
            final String prefix,
            final DocumentedFields into) {
        switch (kind) {
            case MessageKind.REQUEST -> decodeRequest(buffer, at, length, prefix, into);
            case MessageKind.REPLY -> decodeReply(buffer, at, length, prefix, into);
            case MessageKind.CANCEL -> {
                assertThat(length).isEqualTo(CancelFlyweight.LENGTH);
                into.putNumber(prefix + "requestId", CancelFlyweight.requestId(buffer, at));
            }
            case MessageKind.SHARDS -> DocumentedShards.decode(buffer, at, length, into);
            case MessageKind.PLACEMENT -> DocumentedShards.decodePlacement(buffer, at, length, into);
            case MessageKind.HERE -> {
                into.putNumber("zoneLength", Bytes.u8(buffer, at + HereFlyweight.ZONE_LENGTH_OFFSET));
                into.putText("zone", String.valueOf(HereFlyweight.zone(buffer, at, length)));
            }
            case MessageKind.REGISTER -> decodeRegister(buffer, at, length, into);
            default -> {
                assertThat(RegisteredFlyweight.isValid(length)).isTrue();
                final boolean isAccepted = RegisteredFlyweight.isAccepted(buffer, at);
                into.putCode(prefix + "status", isAccepted ? 0 : 1, isAccepted ? "ACCEPTED" : "REFUSED");
                into.putText(prefix + "text", RegisteredFlyweight.text(buffer, at, length));
            }
        }
    }

    private static int encodeRequest(
            final DocumentedFields fields, final String prefix, final ByteBuffer buffer, final int at) {
        final byte[] service = fields.bytes(prefix + "service");
        final byte[] payload = fields.bytes(prefix + "payload");
        RequestFlyweight.writeHeader(
                buffer,
                at,
                fields.number(prefix + "requestId"),
                fields.number(prefix + "budgetUs"),
                fields.integer(prefix + "flags"),
                fields.integer(prefix + "attempt"),
                service.length);
        buffer.put(at + RequestFlyweight.SERVICE_OFFSET, service);
        if (RequestFlyweight.isKeyed(RequestFlyweight.flags(buffer, at))) {
            DocumentedShards.encodeKeyed(fields, buffer, RequestFlyweight.keyedOffset(buffer, at));
        }
        final int payloadAt = RequestFlyweight.payloadOffset(buffer, at);
        buffer.put(payloadAt, payload);
        return payloadAt - at + payload.length;
    }

    private static void decodeRequest(
            final ByteBuffer buffer, final int at, final int length, final String prefix, final DocumentedFields into) {
        assertThat(RequestFlyweight.isValid(buffer, at, length)).isTrue();
        final int serviceLength = RequestFlyweight.serviceLength(buffer, at);
        final int payloadAt = RequestFlyweight.payloadOffset(buffer, at);
        final Priority priority = RequestFlyweight.priority(buffer, at);
        final String flags = RequestFlyweight.delivery(buffer, at)
                + (priority == Priority.NORMAL ? "" : ", " + priority)
                + (RequestFlyweight.mayHedge(buffer, at) ? ", MAY_HEDGE" : "")
                + (RequestFlyweight.isKeyed(RequestFlyweight.flags(buffer, at)) ? ", KEYED" : "");
        into.putNumber(prefix + "requestId", RequestFlyweight.requestId(buffer, at));
        into.putNumber(prefix + "budgetUs", RequestFlyweight.budgetUs(buffer, at));
        into.putCode(prefix + "flags", RequestFlyweight.flags(buffer, at), flags);
        into.putNumber(prefix + "attempt", RequestFlyweight.attempt(buffer, at));
        into.putNumber(prefix + "reserved", buffer.get(at + RequestFlyweight.RESERVED_OFFSET));
        into.putNumber(prefix + "serviceLength", serviceLength);
        into.putText(prefix + "service", Bytes.utf8(buffer, at + RequestFlyweight.SERVICE_OFFSET, serviceLength));
        if (RequestFlyweight.isKeyed(RequestFlyweight.flags(buffer, at))) {
            DocumentedShards.decodeKeyed(buffer, RequestFlyweight.keyedOffset(buffer, at), into);
        }
        into.putPayload(prefix + "payload", buffer, payloadAt, at + length - payloadAt);
    }

    private static int encodeReply(
            final DocumentedFields fields, final String prefix, final ByteBuffer buffer, final int at) {
        final byte[] payload = fields.bytes(prefix + "payload");
        ReplyFlyweight.writeHeader(
                buffer,
                at,
                fields.number(prefix + "requestId"),
                ReplyStatus.of(fields.integer(prefix + "status")),
                RejectReason.of(fields.integer(prefix + "reason")),
                fields.integer(prefix + "attempt"),
                fields.number(prefix + "retryAfterUs"));
        ReplyFlyweight.setOpenMax(buffer, at, fields.integer(prefix + "openMax"));
        buffer.put(at + ReplyFlyweight.HEADER_LENGTH, payload);
        return ReplyFlyweight.HEADER_LENGTH + payload.length;
    }

    private static void decodeReply(
            final ByteBuffer buffer, final int at, final int length, final String prefix, final DocumentedFields into) {
        assertThat(ReplyFlyweight.isValid(buffer, at, length)).isTrue();
        final ReplyStatus status = ReplyFlyweight.status(buffer, at);
        final RejectReason reason = ReplyFlyweight.reason(buffer, at);
        final int payloadLength = length - ReplyFlyweight.HEADER_LENGTH;
        into.putNumber(prefix + "requestId", ReplyFlyweight.requestId(buffer, at));
        into.putCode(prefix + "status", status.code(), status.name());
        into.putCode(prefix + "reason", reason.code(), reason.name());
        into.putNumber(prefix + "attempt", ReplyFlyweight.attempt(buffer, at));
        into.putNumber(prefix + "openMax", ReplyFlyweight.openMax(buffer, at));
        into.putNumber(prefix + "retryAfterUs", ReplyFlyweight.retryAfterUs(buffer, at));
        into.putPayload(prefix + "payload", buffer, at + ReplyFlyweight.HEADER_LENGTH, payloadLength);
    }

    private static int encodeRegister(final DocumentedFields fields, final ByteBuffer buffer, final int at) {
        final List<String> services = new ArrayList<>();
        for (int i = 0; i < fields.integer("serviceCount"); i++) {
            services.add(fields.text("service" + i));
        }
        final RegisterFlyweight.Registration registration = new RegisterFlyweight.Registration(
                fields.integer("concurrency"),
                fields.text("id"),
                services,
                new WorkerTraits(fields.integer("weight"), fields.integer("tier"), fields.text("zone")),
                fields.number("incarnation"),
                fields.number("seen"));
        return RegisterFlyweight.write(buffer, at, registration);
    }

    private static void decodeRegister(
            final ByteBuffer buffer, final int at, final int length, final DocumentedFields into) {
        final RegisterFlyweight.Registration registration = RegisterFlyweight.read(buffer, at, length);
        assertThat(registration).isNotNull();
        into.putNumber("concurrency", registration.concurrency());
        into.putNumber("weight", registration.traits().weight());
        into.putNumber("tier", registration.traits().tier());
        into.putNumber("zoneLength", Bytes.u8(buffer, at + RegisterFlyweight.ZONE_LENGTH_OFFSET));
        into.putNumber("idLength", Bytes.u8(buffer, at + RegisterFlyweight.ID_LENGTH_OFFSET));
        into.putNumber("serviceCount", registration.services().size());
        into.putId("incarnation", registration.incarnation());
        into.putNumber("seen", registration.seen());
        into.putText("id", registration.id());
        into.putText("zone", registration.traits().zone());
        for (int i = 0; i < registration.services().size(); i++) {
            final String service = registration.services().get(i);
            into.putNumber("service" + i + "Length", service.length());
            into.putText("service" + i, service);
        }
    }
}
