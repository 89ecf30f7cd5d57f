package io.wilco.dispatcher.agreement;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What people do with directories. */
final class Directories {
    private Directories() {}

    static void delete(final Path tree) throws IOException {
        for (final Path file : list(tree, Comparator.reverseOrder())) {
            Files.delete(file);
        }
    }

    static void replace(final Path tree, final Path by) throws IOException {
        delete(tree);
        for (final Path file : list(by, Comparator.naturalOrder())) {
            Files.copy(file, tree.resolve(by.relativize(file)));
        }
    }

    private static List<Path> list(final Path tree, final Comparator<Path> order) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            return files.sorted(order).toList();
        }
    }
}
