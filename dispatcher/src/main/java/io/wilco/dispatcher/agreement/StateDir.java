package io.wilco.dispatcher.agreement;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a member, of one process at a time:
 *
 * <pre>
 *   lock      held locked while in use; the kernel lets go of it when the process dies
 *   member    whose state this is, for people and for {@link #open}
 *   archive/  recordings: the log, and snapshots (Aeron Archive)
 *   cluster/  which recording is what, and the votes given (Aeron Cluster)
 * </pre>
 *
 * Nothing here is ever replaced silently: what is damaged or another's is refused, with words that name the file and
 * the mend.
 */
final class StateDir implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String MEMBER = "member";
    private static final String MEMBER_TMP = "member.tmp";
    private static final String ARCHIVE = "archive";
    private static final String CLUSTER = "cluster";

    private final Path root;
    private final DriverDir driver;
    private final FileChannel channel;
    private final FileLock lock;

    private StateDir(final Path root, final DriverDir driver, final FileChannel channel, final FileLock lock) {
        this.root = root;
        this.driver = driver;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the directory for this process, and checks what is in it. Makes it if it does not exist.
     *
     * @param segmentBytes the length of a file of a recording
     * @throws IOException with a message fit for the user, naming the file and the mend, if it is in use, another's,
     *     damaged, or cannot be read or written
     */
    static StateDir open(final AgreementConfig config, final int segmentBytes) throws IOException {
        final Path root = config.stateDir().toAbsolutePath().normalize();
        final FileChannel channel = lockFile(root);
        try {
            final FileLock lock = tryLock(root, channel);
            final String token = checkMember(root, config);
            deleteMarks(root);
            final Path archive = root.resolve(ARCHIVE);
            RecordingIndex.check(root.resolve(CLUSTER), archive, RecordingFiles.check(archive, segmentBytes));
            // Aeron's threads would make them at the same time, and one would fail.
            Files.createDirectories(root.resolve(ARCHIVE));
            Files.createDirectories(root.resolve(CLUSTER));
            return new StateDir(root, DriverDir.open(root, token), channel, lock);
        } catch (final IOException | RuntimeException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    /** Of the recordings. */
    Path archive() {
        return root.resolve(ARCHIVE);
    }

    /** Of the cluster's own files. */
    Path cluster() {
        return root.resolve(CLUSTER);
    }

    /** Of the media driver's buffers, in memory where possible; of this process alone, gone with {@link #close}. */
    Path driver() {
        return driver.path();
    }

    /** Lets go of it. */
    @Override
    public void close() {
        try {
            driver.close();
            lock.release();
        } catch (final IOException e) {
            // Then the next start deletes it.
        } finally {
            closeQuietly(channel);
        }
    }

    private static FileChannel lockFile(final Path root) throws IOException {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new IOException(root + " is not a directory; name another state directory");
        }
        try {
            Files.createDirectories(root);
            return FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (final IOException e) {
            throw new IOException(
                    "cannot write to the state directory " + root + " (" + e
                            + "); make it writable, or name another one",
                    e);
        }
    }

    private static FileLock tryLock(final Path root, final FileChannel channel) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (final OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new IOException("the state directory " + root
                    + " is in use by another process; end that one, or name another directory");
        }
        return lock;
    }

    /** Returns what makes the names of this directory's files elsewhere unique. */
    private static String checkMember(final Path root, final AgreementConfig config) throws IOException {
        final Path file = root.resolve(MEMBER);
        if (!Files.exists(file)) {
            checkEmpty(root);
            final String token = UUID.randomUUID().toString();
            write(root, lines(config, token));
            return token;
        }
        final List<String> found;
        try {
            found = Files.readAllLines(file);
        } catch (final IOException e) {
            throw new IOException(file + " cannot be read (" + e + "); restore it from a copy", e);
        }
        final List<String> expected = lines(config, "");
        if (found.size() != expected.size() || !found.get(0).equals(expected.get(0))) {
            throw new IOException(file + " is damaged, or of another version of Wilco; restore it from a copy");
        }
        for (int i = 1; i < expected.size() - 1; i++) {
            if (!found.get(i).equals(expected.get(i))) {
                throw new IOException("the state in " + root + " is of '" + found.get(i) + "', not of '"
                        + expected.get(i) + "' (its file " + MEMBER + " says so); name another directory,"
                        + " or the right member");
            }
        }
        final String last = found.get(found.size() - 1);
        if (!last.matches("token [0-9a-f-]{36}")) {
            throw new IOException(file + " is damaged in its last line; restore it from a copy");
        }
        return last.substring("token ".length());
    }

    /** The last line differs with each directory. */
    private static List<String> lines(final AgreementConfig config, final String token) {
        return List.of(
                "wilco agreement 1",
                "cluster " + config.cluster(),
                "member " + config.memberId(),
                // Two majorities could be without a common member if a group was extended while it runs.
                "members " + config.members().ids(),
                "token " + token);
    }

    private static void checkEmpty(final Path root) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            final List<Path> others = files.filter(file -> !file.endsWith(LOCK) && !file.endsWith(MEMBER_TMP))
                    .toList();
            if (!others.isEmpty()) {
                throw new IOException(root + " holds " + others.get(0).getFileName() + " but no file '" + MEMBER
                        + "': it is no state directory, or a damaged one; restore that file, or name an empty directory"
                        + " (to copy another member's into: start with it empty first, which makes that file)");
            }
        }
    }

    private static void write(final Path root, final List<String> lines) throws IOException {
        final Path tmp = root.resolve(MEMBER_TMP);
        try (FileChannel out = FileChannel.open(
                tmp, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            final byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
            out.write(ByteBuffer.wrap(bytes));
            out.force(true);
        }
        final Path file = root.resolve(MEMBER);
        try {
            Files.move(tmp, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (final AtomicMoveNotSupportedException e) {
            Files.move(tmp, file);
        }
    }

    /**
     * As this process holds the lock, whoever wrote them is dead. Aeron would wait ten seconds to be sure of that. Not
     * node-state.dat: it holds the votes given.
     */
    private static void deleteMarks(final Path root) throws IOException {
        for (final String name : List.of(
                ARCHIVE + "/archive-mark.dat",
                CLUSTER + "/cluster-mark.dat",
                CLUSTER + "/cluster-mark-service-0.dat")) {
            Files.deleteIfExists(root.resolve(name));
        }
    }

    private static void closeQuietly(final FileChannel channel) {
        try {
            channel.close();
        } catch (final IOException e) {
            // Nothing was written through it.
        }
    }
}
