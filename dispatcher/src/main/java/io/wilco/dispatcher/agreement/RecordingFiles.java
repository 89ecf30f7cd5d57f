package io.wilco.dispatcher.agreement;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Checks the recordings of an archive before Aeron reads them: it would notice too, but some damage makes it wait for
 * ever, and its words name no file. A recording is a row of files {@code NUMBER-POSITION.rec} of equal length, filled
 * with frames (Aeron's data header, 32 bytes, and the payload, padded to 32). In the place of the session id a recorded
 * frame has the CRC-32C of its payload.
 *
 * <p>The end of the last file is what a power cut may have torn: a frame there that is not whole, and is followed by
 * nothing, never counted, since a file is forced to disk before anyone is told of it.
 */
final class RecordingFiles {
    static final String MEND = "restore the state directory from a copy; or, if a majority of the other members has its"
            + " state, move this directory away and start with an empty one, and this member fetches everything"
            + " from them";

    private static final Pattern NAME = Pattern.compile("(\\d+)-(\\d+)\\.rec");
    private static final int FRAME_ALIGNMENT = 32;
    private static final int HEADER_BYTES = 32;
    private static final int FRAME_LENGTH_OFFSET = 0;
    private static final int TYPE_OFFSET = 6;
    private static final int CRC_OFFSET = 12;
    private static final int TYPE_PADDING = 0;
    private static final int TYPE_DATA = 1;

    private RecordingFiles() {}

    private record Segment(long recording, long position, Path file) {}

    /**
     * Reads all recordings, and returns for each number the position up to which there is something.
     *
     * @param segmentBytes the length that each file must have
     * @throws IOException naming the file that is damaged, and the mend
     */
    static Map<Long, Long> check(final Path archive, final int segmentBytes) throws IOException {
        final Map<Long, Long> ends = new HashMap<>();
        if (!Files.isDirectory(archive)) {
            return ends;
        }
        final List<Segment> segments;
        try (Stream<Path> files = Files.list(archive)) {
            segments = files.map(RecordingFiles::segment)
                    .flatMap(Stream::ofNullable)
                    .sorted(Comparator.comparingLong(Segment::recording).thenComparingLong(Segment::position))
                    .toList();
        }
        final Map<Long, Long> lastPositions = new HashMap<>();
        segments.forEach(segment -> lastPositions.put(segment.recording(), segment.position()));
        final ByteBuffer bytes = ByteBuffer.allocate(segmentBytes).order(ByteOrder.LITTLE_ENDIAN);
        long recording = -1;
        long expected = 0;
        for (final Segment segment : segments) {
            if (segment.recording() == recording && segment.position() != expected) {
                throw damaged(segment.file(), "the file before it, for position " + expected + ", is missing");
            }
            recording = segment.recording();
            expected = segment.position() + segmentBytes;
            read(segment.file(), bytes);
            final boolean isLast = lastPositions.getOrDefault(recording, -1L) == segment.position();
            ends.put(recording, segment.position() + checkFrames(segment.file(), bytes, isLast));
        }
        return ends;
    }

    private static @Nullable Segment segment(final Path file) {
        final Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() ? new Segment(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)), file) : null;
    }

    private static void read(final Path file, final ByteBuffer bytes) throws IOException {
        bytes.clear();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() != bytes.capacity()) {
                throw damaged(file, "it has " + channel.size() + " bytes instead of " + bytes.capacity());
            }
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw damaged(file, "it ends early");
                }
            }
        }
        bytes.clear();
    }

    /** Returns where the frames end. */
    private static int checkFrames(final Path file, final ByteBuffer bytes, final boolean isLast) throws IOException {
        int offset = 0;
        while (offset < bytes.capacity()) {
            final int length = bytes.getInt(offset + FRAME_LENGTH_OFFSET);
            if (length == 0) {
                // A recording may start inside its first file, which Aeron knows.
                if (isLast || offset == 0) {
                    return offset;
                }
                throw damaged(file, "it ends at byte " + offset);
            }
            final int type = Short.toUnsignedInt(bytes.getShort(offset + TYPE_OFFSET));
            final long end = offset + ((long) length + FRAME_ALIGNMENT - 1) / FRAME_ALIGNMENT * FRAME_ALIGNMENT;
            if (length < HEADER_BYTES || end > bytes.capacity() || type > TYPE_DATA) {
                throw damaged(file, "there is no frame at byte " + offset);
            }
            if (type != TYPE_PADDING && !isWhole(bytes, offset, (int) end)) {
                if (isLast && isEmptyFrom(bytes, (int) end)) {
                    return offset;
                }
                throw damaged(file, "the checksum at byte " + offset + " is wrong");
            }
            offset = (int) end;
        }
        return offset;
    }

    private static boolean isWhole(final ByteBuffer bytes, final int from, final int to) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes.slice(from + HEADER_BYTES, to - from - HEADER_BYTES));
        return bytes.getInt(from + CRC_OFFSET) == (int) crc.getValue();
    }

    private static boolean isEmptyFrom(final ByteBuffer bytes, final int from) {
        for (int i = from; i < bytes.capacity(); i += Integer.BYTES) {
            if (bytes.getInt(i) != 0) {
                return false;
            }
        }
        return true;
    }

    static IOException damaged(final Path file, final String why) {
        return new IOException(file + " is damaged: " + why + "; " + MEND);
    }
}
