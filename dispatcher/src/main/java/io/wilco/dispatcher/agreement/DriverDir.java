package io.wilco.dispatcher.agreement;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a member's media driver has its buffers: in memory where the system has a place for that, for they are written
 * all the time, and a slow disk would hold up whoever writes. A process that is killed leaves 12 MB there; a file
 * beside them, locked while they are in use, tells the next one on this machine that they are nobody's any more.
 */
public final class DriverDir implements AutoCloseable {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "wilco-agreement-";
    private static final String IN_USE = ".in-use";

    /**
     * Of this process: looked at by none of its threads, for to close such a file once more would end the lock on it
     * (POSIX). Guarded by itself, as are the files.
     */
    private static final Set<Path> OWN = new HashSet<>();

    private final Path path;
    private final @Nullable FileChannel inUse;

    private DriverDir(final Path path, final @Nullable FileChannel inUse) {
        this.path = path;
        this.inUse = inUse;
    }

    /**
     * Takes the place, empty, for this process, and clears away what killed ones have left.
     *
     * @param root of the state, locked by this process
     * @param token of the state directory, so that no two members take the same place
     */
    static DriverDir open(final Path root, final String token) throws IOException {
        if (!Files.isDirectory(SHARED_MEMORY) || !Files.isWritable(SHARED_MEMORY)) {
            final Path path = root.resolve("driver");
            deleteTree(path);
            return new DriverDir(path, null);
        }
        synchronized (OWN) {
            sweepOthers();
            final Path path = SHARED_MEMORY.resolve(PREFIX + token);
            final Path file = SHARED_MEMORY.resolve(PREFIX + token + IN_USE);
            final FileChannel inUse = lock(file);
            OWN.add(file);
            deleteTree(path);
            return new DriverDir(path, inUse);
        }
    }

    /** Others that sweep may have it for a moment, and delete it: then there is another try. */
    private static FileChannel lock(final Path file) throws IOException {
        while (true) {
            final FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            final Object key = keyOf(file);
            if (channel.lock().isValid() && key != null && key.equals(keyOf(file))) {
                return channel;
            }
            channel.close();
        }
    }

    /** Which file is there now; null if none is. */
    private static @Nullable Object keyOf(final Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (final NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Deletes what killed members have left in memory on this machine. What cannot be deleted stays. Any thread.
     *
     * @return how many had left something
     */
    public static int sweep() {
        synchronized (OWN) {
            return sweepOthers();
        }
    }

    private static int sweepOthers() {
        int count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(SHARED_MEMORY, PREFIX + "*" + IN_USE)) {
            for (final Path file : files) {
                count += !OWN.contains(file) && isSwept(file) ? 1 : 0;
            }
        } catch (final IOException e) {
            // No such place here, or not for us.
            return count;
        }
        return count;
    }

    private static boolean isSwept(final Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return false;
            }
            final String name = file.getFileName().toString();
            deleteTree(file.resolveSibling(name.substring(0, name.length() - IN_USE.length())));
            return Files.deleteIfExists(file);
        } catch (final IOException | OverlappingFileLockException e) {
            // In use, somebody else's, or gone already.
            return false;
        }
    }

    /** Made by the driver, and gone with {@link #close}. */
    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        synchronized (OWN) {
            deleteTree(path);
            if (inUse != null) {
                final Path file = path.resolveSibling(path.getFileName() + IN_USE);
                Files.deleteIfExists(file);
                inUse.close();
                OWN.remove(file);
            }
        }
    }

    private static void deleteTree(final Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            final List<Path> deepestFirst =
                    files.sorted(Comparator.reverseOrder()).toList();
            for (final Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (final UncheckedIOException e) {
            throw new IOException("cannot delete " + tree + " (" + e.getCause() + "); delete it by hand", e);
        }
    }
}
