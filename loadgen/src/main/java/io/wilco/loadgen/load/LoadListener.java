package io.wilco.loadgen.load;

/** What a run tells its owner, on the run's thread; to be over quickly. */
public interface LoadListener {
    /** Every report interval. */
    default void onProgress(final Progress progress) {}

    /** Something that whoever watches should know, such as a dispatcher lost. */
    default void onNotice(final String text) {}

    /** It could not begin; in words for the user. */
    void onNotStarted(String why);

    /** It is over; the last call. */
    void onEnded(LoadResult result);
}
