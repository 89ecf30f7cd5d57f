package io.wilco.dispatcher.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirTest {
    private static final int SEGMENT_BYTES = 256;
    private static final AgreementMembers MEMBERS = AgreementMembers.parse("0=a:1,1=b:1,2=c:1");

    @TempDir
    Path temp;

    private Path root;

    @BeforeEach
    void chooseRoot() {
        root = temp.resolve("deep").resolve("state");
    }

    @Test
    void shouldMakeTheDirectoryAndTakeItAgain() throws Exception {
        final Path driver;
        try (StateDir dir = open("prod", 1)) {
            driver = dir.driver();
            Files.createDirectories(driver);
            Files.writeString(driver.resolve("x"), "y");
            assertThat(root.resolve("member"))
                    .hasContent("""
                    wilco agreement 1
                    cluster prod
                    member 1
                    members [0, 1, 2]
                    token %s""".formatted(driver.getFileName().toString().replace("wilco-agreement-", "")));
        }
        assertThat(driver).doesNotExist();
        try (StateDir again = open("prod", 1)) {
            assertThat(again.driver()).isEqualTo(driver);
        }
    }

    @Test
    void shouldClearAwayWhatKilledOnesHaveLeftInMemory() throws Exception {
        assumeTrue(Files.isWritable(Path.of("/dev/shm")));
        final Path left = Path.of("/dev/shm/wilco-agreement-" + UUID.randomUUID());
        final Path inUse = left.resolveSibling(left.getFileName() + ".in-use");
        Files.createFile(Files.createDirectories(left).resolve("cnc.dat"));
        Files.createFile(inUse);
        try (StateDir mine = open("prod", 1)) {
            Files.createDirectories(mine.driver());
            assertThat(left).doesNotExist();
            assertThat(inUse).doesNotExist();

            DriverDir.sweep();

            assertThat(mine.driver()).isDirectory();
        }
    }

    @Test
    void shouldRefuseWhatIsOfAnother() throws Exception {
        open("prod", 1).close();

        assertThatThrownBy(() -> open("prod", 2))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(root.toString(), "'member 1', not of 'member 2'");
        assertThatThrownBy(() -> open("test", 1)).hasMessageContaining("'cluster prod', not of 'cluster test'");
        final AgreementMembers five = AgreementMembers.parse("0=a:1,1=b:1,2=c:1,3=d:1,4=e:1");
        assertThatThrownBy(() -> StateDir.open(AgreementConfig.of("prod", five, 1, root), SEGMENT_BYTES))
                .hasMessageContaining("'members [0, 1, 2]', not of 'members [0, 1, 2, 3, 4]'");
    }

    @Test
    void shouldRefuseTwoAtATime() throws Exception {
        try (StateDir first = open("prod", 1)) {
            assertThatThrownBy(() -> open("prod", 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll(root.toString(), "in use by another process");
            assertThat(first.archive()).isDirectory();
        }
    }

    @Test
    void shouldRefuseWhatIsNoStateDirectory() throws Exception {
        Files.createDirectories(root);
        Files.writeString(root.resolve("precious"), "mine");

        assertThatThrownBy(() -> open("prod", 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(root + " holds precious but no file 'member'");
        assertThat(root.resolve("precious")).hasContent("mine");

        final Path file = temp.resolve("file");
        Files.writeString(file, "mine");
        root = file;
        assertThatThrownBy(() -> open("prod", 1)).hasMessageContaining("is not a directory");
    }

    @Test
    void shouldRefuseADamagedListOfWhoseItIs() throws Exception {
        open("prod", 1).close();
        for (final String damaged : new String[] {"", "wilco agreement 2\n", "wilco agreement 1\ncluster prod\n"}) {
            Files.writeString(root.resolve("member"), damaged);

            assertThatThrownBy(() -> open("prod", 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(root.resolve("member") + " is damaged");
            assertThat(root.resolve("member")).hasContent(damaged);
        }
    }

    @Test
    void shouldRefuseRecordingsWithoutTheirList() throws Exception {
        open("prod", 1).close();
        write("0-0.rec", SEGMENT_BYTES, frame(40));

        assertThatThrownBy(() -> open("prod", 1))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("recording.log is damaged: it is missing", "restore the state directory");
    }

    @Test
    void shouldAcceptWholeRecordingsAndATornEnd() throws Exception {
        // 64 + 128 + 64 bytes
        write("0-0.rec", SEGMENT_BYTES, frame(32), frame(96), frame(30));
        write("0-256.rec", SEGMENT_BYTES, frame(32), torn());
        write("10-512.rec", SEGMENT_BYTES);

        assertThat(RecordingFiles.check(archive(), SEGMENT_BYTES))
                .containsOnly(Map.entry(0L, 256L + 64), Map.entry(10L, 512L));
    }

    @Test
    void shouldRefuseDamagedRecordings() throws Exception {
        write("0-0.rec", SEGMENT_BYTES, frame(32), torn(), frame(32));
        assertDamaged("0-0.rec", "the checksum at byte 64 is wrong");

        write("0-0.rec", SEGMENT_BYTES - 1, frame(32));
        assertDamaged("0-0.rec", "it has 255 bytes instead of 256");

        write("0-0.rec", SEGMENT_BYTES, frame(32));
        write("0-256.rec", SEGMENT_BYTES);
        assertDamaged("0-0.rec", "it ends at byte 64");

        write("0-0.rec", SEGMENT_BYTES, frame(32), frame(96), frame(30));
        Files.move(archive().resolve("0-256.rec"), archive().resolve("0-512.rec"));
        assertDamaged("0-512.rec", "the file before it, for position 256, is missing");
        Files.delete(archive().resolve("0-512.rec"));

        final byte[] wild = frame(32);
        wild[1] = 127;
        write("0-0.rec", SEGMENT_BYTES, frame(32), wild);
        assertDamaged("0-0.rec", "there is no frame at byte 64");

        write("0-0.rec", SEGMENT_BYTES, frame(32));
        assertThatCode(() -> RecordingFiles.check(archive(), SEGMENT_BYTES)).doesNotThrowAnyException();
    }

    private void assertDamaged(final String file, final String why) {
        assertThatThrownBy(() -> RecordingFiles.check(archive(), SEGMENT_BYTES))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(archive().resolve(file) + " is damaged: " + why, "restore");
    }

    private StateDir open(final String cluster, final int id) throws IOException {
        return StateDir.open(AgreementConfig.of(cluster, MEMBERS, id, root), SEGMENT_BYTES);
    }

    private Path archive() {
        return root.resolve("archive");
    }

    private void write(final String name, final int length, final byte[]... frames) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(SEGMENT_BYTES);
        for (final byte[] frame : frames) {
            bytes.put(frame);
        }
        Files.createDirectories(archive());
        Files.write(archive().resolve(name), Arrays.copyOf(bytes.array(), length));
    }

    /** A header, the payload, and zeros up to a multiple of 32. */
    private static byte[] frame(final int payloadBytes) {
        final int paddedBytes = (payloadBytes + 31) / 32 * 32;
        final ByteBuffer frame = ByteBuffer.allocate(32 + paddedBytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < payloadBytes; i++) {
            frame.put(32 + i, (byte) (i + 1));
        }
        final CRC32C crc = new CRC32C();
        crc.update(frame.array(), 32, paddedBytes);
        return frame.putInt(0, 32 + payloadBytes)
                .putShort(6, (short) 1)
                .putInt(12, (int) crc.getValue())
                .array();
    }

    private static byte[] torn() {
        final byte[] frame = frame(32);
        frame[40]++;
        return frame;
    }
}
