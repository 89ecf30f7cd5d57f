package io.wilco.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.RegisterFlyweight.Registration;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every layout as bytes, so that a change of the wire format cannot go unnoticed. These are the examples of the
 * protocol's description.
 */
class GoldenVectorsTest {
    private static final LinkParams PARAMS = new LinkParams(1_408, 250, 65_616, 16_384, 1_000, 16_384);

    private final DatagramHeader header = new DatagramHeader();
    private final ByteBuffer buffer = Bytes.heap(512);

    @Test
    void shouldWriteOpen() {
        assertThat(sealed(OpenFlyweight.write(buffer, 0x1122334455667788L, PARAMS)))
                .isEqualTo(
                        plain(
                                "34a56229 57 11 5800 0000000000000000 8877665544332211 8005 fa00 50000100 00400000 "
                                        + "e8030000 00400000 0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"));
    }

    @Test
    void shouldWriteChallenge() {
        assertThat(sealed(ChallengeFlyweight.write(
                        buffer, 0x1122334455667788L, 0x0102030405060708L, 1_000_000_000L, 0xCAFEBABEL, PARAMS)))
                .isEqualTo(plain("4cad27f4 57 12 3c00 8877665544332211 0807060504030201 00ca9a3b00000000 "
                        + "bebafeca00000000 8005 fa00 50000100 00400000 e8030000 00400000"));
    }

    @Test
    void shouldWriteConfirm() {
        final int at = ConfirmFlyweight.write(
                buffer, 0x0102030405060708L, 0x1122334455667788L, 1_000_000_000L, 0xCAFEBABEL, PARAMS);
        final int end = at + PingFlyweight.write(buffer, at, FrameType.PING, 7);
        assertThat(sealed(end))
                .isEqualTo(plain("eb9696a8 57 13 4500 0807060504030201 8877665544332211 00ca9a3b00000000 "
                        + "bebafeca00000000 8005 fa00 50000100 00400000 e8030000 00400000 02 0700000000000000"));
    }

    @Test
    void shouldWriteReset() {
        DatagramHeader.write(buffer, DatagramHeader.RESET, 0x0102030405060708L);
        assertThat(sealed(DatagramHeader.LENGTH)).isEqualTo(plain("c1aed70b 57 15 1000 0807060504030201"));
    }

    @Test
    void shouldWriteRefuse() {
        assertThat(sealed(RefuseFlyweight.write(buffer, 0x1122334455667788L, CloseReason.TOO_MANY_LINKS)))
                .isEqualTo(plain("1bb71986 57 16 1100 8877665544332211 03"));
    }

    @Test
    void shouldWriteDataWithAnAckAndAMessage() {
        // given
        DatagramHeader.write(buffer, DatagramHeader.DATA, 0x0102030405060708L);
        int at = DatagramHeader.LENGTH;
        AckFlyweight.writeHeader(buffer, at, 1, false, 125, 41, 16_384);
        AckFlyweight.writeRange(buffer, at, 0, 2, 3);
        at += AckFlyweight.length(1, false);

        // when
        MessageFlyweight.writeMessageHeader(buffer, at, MessageKind.CANCEL, CancelFlyweight.LENGTH, 0x1_0000_002AL);
        CancelFlyweight.write(buffer, at + MessageFlyweight.HEADER_LENGTH, 99);

        // then
        assertThat(sealed(at + MessageFlyweight.HEADER_LENGTH + CancelFlyweight.LENGTH))
                .isEqualTo(plain("f46051d1 57 14 3c00 0807060504030201 01 00 01 00 7d000000 2900000000000000 "
                        + "0040000000000000 0200 0300 10 03 0800 2a000000 6300000000000000"));
    }

    @Test
    void shouldWriteAckWithALoadReport() {
        // given
        final LoadReport report = new LoadReport();
        report.sequence = 5;
        report.executing = 4;
        report.queued = 2;
        report.concurrency = 4;
        report.state = WorkerState.DRAINING;
        report.cpuPercent = 37;
        report.serviceTimeNs = 1_000_000;
        report.queueDelayNs = 20_000;
        report.received = 1_000;
        report.completed = 994;

        // when
        AckFlyweight.writeHeader(buffer, 0, 0, true, 0, 41, 16_384);
        report.write(buffer, AckFlyweight.loadReportOffset(buffer, 0));

        // then
        assertThat(hex(AckFlyweight.length(0, true)))
                .isEqualTo(plain("01 01 00 00 00000000 2900000000000000 0040000000000000 05000000 04000000 02000000 "
                        + "04000000 01 25 000000000000 40420f0000000000 204e000000000000 e803000000000000 "
                        + "e203000000000000"));
        assertThat(AckFlyweight.validate(buffer, 0, AckFlyweight.length(0, true)))
                .isEqualTo(80);
    }

    @Test
    void shouldWritePingPongAndClose() {
        assertThat(hex(PingFlyweight.write(buffer, 0, FrameType.PING, 0x0102030405060708L)))
                .isEqualTo(plain("02 0807060504030201"));
        assertThat(hex(PingFlyweight.write(buffer, 0, FrameType.PONG, 0x0102030405060708L)))
                .isEqualTo(plain("03 0807060504030201"));
        assertThat(hex(CloseFlyweight.write(buffer, 0, CloseReason.SHUTDOWN, utf8("bye"))))
                .isEqualTo(plain("04 01 0300 627965"));
    }

    @Test
    void shouldWriteFragment() {
        MessageFlyweight.writeFragmentHeader(buffer, 0, MessageKind.REPLY, 3, 42, 2_500, 2, 3);
        buffer.put(MessageFlyweight.FRAGMENT_HEADER_LENGTH, utf8("abc"));
        assertThat(hex(MessageFlyweight.FRAGMENT_HEADER_LENGTH + 3))
                .isEqualTo(plain("11 02 0300 2a000000 c4090000 0200 0300 616263"));
    }

    @Test
    void shouldWriteRequest() {
        RequestFlyweight.writeHeader(buffer, 0, 99, 5_000_000, RequestFlyweight.flags(Delivery.AT_LEAST_ONCE), 1, 4);
        buffer.put(RequestFlyweight.SERVICE_OFFSET, utf8("echohello"));
        assertThat(hex(RequestFlyweight.HEADER_LENGTH + 9))
                .isEqualTo(plain("6300000000000000 404b4c00 01 01 00 04 6563686f 68656c6c6f"));
    }

    @Test
    void shouldWriteTheFlagsOfARequest() {
        assertThat(RequestFlyweight.flags(Delivery.AT_MOST_ONCE)).isZero();
        assertThat(RequestFlyweight.flags(Delivery.AT_LEAST_ONCE)).isEqualTo(1);
        assertThat(RequestFlyweight.flags(Delivery.AT_MOST_ONCE, Priority.HIGH, false))
                .isEqualTo(0b0010);
        assertThat(RequestFlyweight.flags(Delivery.AT_MOST_ONCE, Priority.LOW, false))
                .isEqualTo(0b0100);
        assertThat(RequestFlyweight.flags(Delivery.AT_LEAST_ONCE, Priority.LOW, true))
                .isEqualTo(0b1101);
    }

    @Test
    void shouldWriteReply() {
        ReplyFlyweight.writeHeader(buffer, 0, 99, ReplyStatus.REJECTED, RejectReason.QUEUE_FULL, 1, 5_000);
        ReplyFlyweight.setOpenMax(buffer, 0, OpenMax.of(200));
        buffer.put(ReplyFlyweight.HEADER_LENGTH, utf8("full"));
        assertThat(hex(ReplyFlyweight.HEADER_LENGTH + 4))
                .isEqualTo(plain("6300000000000000 02 01 01 4c 88130000 66756c6c"));
    }

    @Test
    void shouldWriteRegistration() {
        assertThat(hex(RegisterFlyweight.write(
                        buffer,
                        0,
                        new Registration(
                                4,
                                "w1",
                                List.of("echo", "sum"),
                                new WorkerTraits(250, 1, "eu"),
                                0x1122334455667788L,
                                7L))))
                .isEqualTo(plain(
                        "04000000 fa00 01 02 02 02 8877665544332211 0700000000000000 7731 6575 04 6563686f 03 73756d"));
        buffer.put(0, (byte) RegisteredFlyweight.REFUSED).put(1, utf8("no"));
        assertThat(hex(3)).isEqualTo("016e6f");
        assertThat(RegisteredFlyweight.isAccepted(buffer, 0)).isFalse();
    }

    /** The bytes of a datagram of that length, with its checksum. */
    private String sealed(final int length) {
        header.seal(buffer, length);
        return hex(length);
    }

    private String hex(final int length) {
        return HexFormat.of().formatHex(Bytes.copy(buffer, 0, length));
    }

    /** The vectors are written field by field. */
    private static String plain(final String spaced) {
        return spaced.replace(" ", "");
    }

    private static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
