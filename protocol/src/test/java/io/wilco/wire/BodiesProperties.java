package io.wilco.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.wire.RegisterFlyweight.Registration;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** The bodies of messages: what is written is read again, and no bytes break a reader. */
class BodiesProperties {
    private final ByteBuffer buffer = Bytes.heap(2_048);

    @Property
    void shouldReadTheRequestThatWasWritten(
            @ForAll final long id,
            @ForAll @LongRange(min = 0, max = Bytes.U32_MASK) final long budgetUs,
            @ForAll final Delivery delivery,
            @ForAll final Priority priority,
            @ForAll final boolean mayHedge,
            @ForAll @IntRange(min = 0, max = 300) final int attempt,
            @ForAll @IntRange(min = 1, max = 64) final int serviceLength) {
        // when
        final int flags = RequestFlyweight.flags(delivery, priority, mayHedge);
        RequestFlyweight.writeHeader(buffer, 5, id, budgetUs, flags, attempt, serviceLength);

        // then
        assertThat(RequestFlyweight.requestId(buffer, 5)).isEqualTo(id);
        assertThat(RequestFlyweight.budgetUs(buffer, 5)).isEqualTo(budgetUs);
        assertThat(RequestFlyweight.flags(buffer, 5)).isEqualTo(flags);
        assertThat(RequestFlyweight.delivery(buffer, 5)).isEqualTo(delivery);
        assertThat(RequestFlyweight.priority(buffer, 5)).isEqualTo(priority);
        assertThat(RequestFlyweight.mayHedge(buffer, 5)).isEqualTo(mayHedge && delivery == Delivery.AT_LEAST_ONCE);
        assertThat(RequestFlyweight.attempt(buffer, 5)).isEqualTo(Math.min(255, attempt));
        assertThat(RequestFlyweight.payloadOffset(buffer, 5)).isEqualTo(5 + 16 + serviceLength);
        assertThat(RequestFlyweight.isValid(buffer, 5, 16 + serviceLength)).isTrue();
        assertThat(RequestFlyweight.isValid(buffer, 5, 16 + serviceLength - 1)).isFalse();
    }

    @Property
    void shouldTakeNoFlagsButThoseThatMeanSomething(@ForAll final byte flags) {
        // given
        RequestFlyweight.writeHeader(buffer, 0, 1, 1, flags, 0, 1);

        // then
        final boolean isPriority = (flags >> 1 & 3) != 3;
        final boolean isKnown = (flags & 0xF0) == 0;
        assertThat(RequestFlyweight.isValid(buffer, 0, 17)).isEqualTo(isPriority && isKnown);
    }

    @Property
    void shouldReadTheReplyThatWasWritten(
            @ForAll final long id,
            @ForAll final ReplyStatus status,
            @ForAll final RejectReason reason,
            @ForAll @IntRange(min = 0, max = 300) final int attempt,
            @ForAll final long retryAfterUs) {
        // when
        ReplyFlyweight.writeHeader(buffer, 3, id, status, reason, attempt, retryAfterUs);

        // then
        assertThat(ReplyFlyweight.requestId(buffer, 3)).isEqualTo(id);
        assertThat(ReplyFlyweight.status(buffer, 3)).isEqualTo(status);
        assertThat(ReplyFlyweight.reason(buffer, 3)).isEqualTo(reason);
        assertThat(ReplyFlyweight.attempt(buffer, 3)).isEqualTo(Math.min(255, attempt));
        assertThat(ReplyFlyweight.retryAfterUs(buffer, 3))
                .isEqualTo(Math.max(0, Math.min(Bytes.U32_MASK, retryAfterUs)));
        assertThat(ReplyFlyweight.isValid(buffer, 3, ReplyFlyweight.HEADER_LENGTH))
                .isTrue();
    }

    @Property
    void shouldCodeWindowsClosely(@ForAll @IntRange(min = 1, max = OpenMax.REQUESTS_MAX) final int requests) {
        final int code = OpenMax.of(requests);
        assertThat(code).isBetween(1, 255);
        assertThat(OpenMax.requests(code))
                .isBetween(requests - requests / 8, requests)
                .isGreaterThan(requests < 16 ? requests - 1 : 0);
        assertThat(OpenMax.of(OpenMax.requests(code))).isEqualTo(code);
    }

    @Property
    void shouldJudgeAnyBytes(@ForAll @Size(max = 100) final byte[] bytes) {
        final ByteBuffer any = Bytes.wrap(bytes);
        if (RequestFlyweight.isValid(any, 0, bytes.length)) {
            assertThat(RequestFlyweight.payloadOffset(any, 0)).isLessThanOrEqualTo(bytes.length);
        }
        if (ReplyFlyweight.isValid(any, 0, bytes.length)) {
            assertThat(ReplyFlyweight.status(any, 0)).isNotNull();
            assertThat(ReplyFlyweight.reason(any, 0)).isNotNull();
        }
        RegisterFlyweight.read(any, 0, bytes.length);
        final String zone = HereFlyweight.zone(any, 0, bytes.length);
        assertThat(zone == null || Zone.isValid(zone)).isTrue();
        if (RegisteredFlyweight.isValid(bytes.length)) {
            assertThat(RegisteredFlyweight.text(any, 0, bytes.length)).isNotNull();
        }
    }

    @Property
    void shouldReadTheRegistrationThatWasWritten(
            @ForAll @IntRange(min = 1) final int concurrency,
            @ForAll("name") final String id,
            @ForAll("names") final List<String> services) {
        // given
        final Registration registration = new Registration(concurrency, id, services, WorkerTraits.DEFAULT, 5, 6);

        // when
        final int length = RegisterFlyweight.write(buffer, 2, registration);

        // then
        assertThat(length).isLessThanOrEqualTo(RegisterFlyweight.LENGTH_MAX);
        assertThat(RegisterFlyweight.read(buffer, 2, length)).isEqualTo(registration);
        assertThat(RegisterFlyweight.read(buffer, 2, length - 1)).isNull();
        assertThat(RegisterFlyweight.read(buffer, 2, length + 1)).isNull();
    }

    @Property
    void shouldReadTheZoneThatWasWritten(@ForAll("name") final String zone) {
        // when
        final int length = HereFlyweight.write(buffer, 7, zone);

        // then
        assertThat(length).isLessThanOrEqualTo(HereFlyweight.LENGTH_MAX);
        assertThat(HereFlyweight.zone(buffer, 7, length)).isEqualTo(zone);
        assertThat(HereFlyweight.zone(buffer, 7, length - 1)).isNull();
        assertThat(HereFlyweight.zone(buffer, 7, length + 9))
                .as("of a later version")
                .isEqualTo(zone);
    }

    @Example
    void shouldTakeNoZoneThatIsNone() {
        buffer.put(0, new byte[] {0});
        assertThat(HereFlyweight.zone(buffer, 0, 1)).isEqualTo(Zone.NONE);
        assertThat(HereFlyweight.zone(buffer, 0, 0)).isNull();
        buffer.put(0, new byte[] {1, '\n'});
        assertThat(HereFlyweight.zone(buffer, 0, 2)).isNull();
        buffer.put(0, new byte[] {2, (byte) 0xC3, 'x'});
        assertThat(HereFlyweight.zone(buffer, 0, 3)).as("no UTF-8").isNull();
        buffer.put(0, (byte) (Zone.BYTES_MAX + 1));
        assertThat(HereFlyweight.zone(buffer, 0, 200)).isNull();
    }

    @Example
    void shouldTellZonesFromOtherText() {
        assertThat(Zone.isValid("")).isTrue();
        assertThat(Zone.isValid("é".repeat(32))).isTrue();
        assertThatThrownBy(() -> Zone.check("é".repeat(33)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a zone has at most 64 bytes of UTF-8 and no control characters: '" + "é".repeat(33) + "'");
        assertThatThrownBy(() -> new WorkerTraits(1, 0, "a\nb")).hasMessageContaining("no control characters");
    }

    @Property
    void shouldReadTheLoadReportThatWasWritten(
            @ForAll final int sequence,
            @ForAll @IntRange(min = 0) final int executing,
            @ForAll @IntRange(min = 1) final int concurrency,
            @ForAll @IntRange(min = 0, max = 100) final int cpu,
            @ForAll @LongRange(min = 0) final long time,
            @ForAll final WorkerState state) {
        // given
        final LoadReport report = new LoadReport();
        report.sequence = sequence;
        report.executing = executing;
        report.queued = executing / 2;
        report.concurrency = concurrency;
        report.cpuPercent = cpu;
        report.serviceTimeNs = time;
        report.queueDelayNs = time / 2;
        report.received = time / 3;
        report.completed = time / 4;
        report.state = state;

        // when
        report.write(buffer, 1);
        final LoadReport read = new LoadReport();
        read.read(buffer, 1);

        // then
        assertThat(read).usingRecursiveComparison().isEqualTo(report);
    }

    @Property
    void shouldBringAnyLoadReportIntoBounds(@ForAll @Size(LoadReport.LENGTH) final byte[] bytes) {
        // when
        final LoadReport report = new LoadReport();
        report.read(Bytes.wrap(bytes), 0);

        // then
        assertThat(report.executing).isNotNegative();
        assertThat(report.queued).isNotNegative();
        assertThat(report.concurrency).isPositive();
        assertThat(report.cpuPercent).isBetween(0, 100);
        assertThat(report.serviceTimeNs).isNotNegative();
        assertThat(report.queueDelayNs).isNotNegative();
    }

    @Property
    void shouldCutTheTextOfACloseAtItsBound(
            @ForAll final CloseReason reason, @ForAll @StringLength(max = 300) final String text) {
        // when
        final int length = CloseFlyweight.write(buffer, 4, reason, text.getBytes(StandardCharsets.UTF_8));

        // then
        assertThat(CloseFlyweight.validate(buffer, 4, 4 + length)).isEqualTo(length);
        assertThat(CloseFlyweight.validate(buffer, 4, 4 + length - 1)).isEqualTo(-1);
        assertThat(length).isLessThanOrEqualTo(CloseFlyweight.HEADER_LENGTH + CloseFlyweight.TEXT_BYTES_MAX);
    }

    @Example
    void shouldKnowEveryCodeOrSayThatItDoesNot() {
        for (int code = 0; code < 256; code++) {
            final CloseReason reason = CloseReason.of(code);
            assertThat(reason.code()).isLessThan(128);
            assertThat(RejectReason.of(code)).isNotNull();
            assertThat(WorkerState.of(code)).isNotNull();
        }
        assertThat(CloseReason.of(CloseReason.RESET_BY_PEER.code())).isEqualTo(CloseReason.UNKNOWN);
        assertThat(CloseReason.of(CloseReason.SUPERSEDED.code())).isEqualTo(CloseReason.SUPERSEDED);
    }

    @Example
    void shouldTellNamesFromOtherText() {
        assertThat(RegisterFlyweight.isName("echo")).isTrue();
        assertThat(RegisterFlyweight.isName("é".repeat(32))).isTrue();
        assertThat(RegisterFlyweight.isName("é".repeat(33))).isFalse();
        assertThat(RegisterFlyweight.isName("")).isFalse();
        assertThat(RegisterFlyweight.isName("a\nb")).isFalse();
    }

    @Provide
    Arbitrary<String> name() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("-_.éß")
                .ofMinLength(1)
                .ofMaxLength(32);
    }

    @Provide
    Arbitrary<List<String>> names() {
        return name().list().ofMinSize(1).ofMaxSize(RegisterFlyweight.SERVICES_MAX);
    }
}
