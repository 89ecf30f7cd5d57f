package io.wilco.wire;

/** The rule for zones: names of where clients, dispatchers and workers are. Those of one zone prefer each other. */
public final class Zone {
    /** Of those that do not say where they are; nobody is in the same one. */
    public static final String NONE = "";

    public static final int BYTES_MAX = RegisterFlyweight.NAME_BYTES_MAX;

    /** In words for people, to follow "must have". */
    public static final String RULE = "at most " + BYTES_MAX + " bytes of UTF-8 and no control characters";

    private Zone() {}

    /** Whether {@code zone} is {@link #NONE} or a name. */
    public static boolean isValid(final String zone) {
        return zone.isEmpty() || RegisterFlyweight.isName(zone);
    }

    /**
     * Returns {@code zone}.
     *
     * @throws IllegalArgumentException if it is not valid
     */
    public static String check(final String zone) {
        if (!isValid(zone)) {
            throw new IllegalArgumentException("a zone has " + RULE + ": '" + zone + "'");
        }
        return zone;
    }
}
