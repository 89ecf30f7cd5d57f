package io.wilco.loadgen.cluster;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The services of a simulated cluster, by index. */
final class Services {
    /** So many are offered, by one worker or more. */
    static final int OFFERED = 2;

    /** Index of the one that nobody offers. */
    static final int STRANGER = OFFERED;

    private static final List<String> NAMES = List.of("alpha", "beta", "nobody");
    private static final List<byte[]> BYTES =
            NAMES.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toList();

    private Services() {}

    static String name(final int index) {
        return NAMES.get(index);
    }

    /** Its name in UTF-8, not to be written to. */
    static byte[] bytes(final int index) {
        return BYTES.get(index);
    }
}
