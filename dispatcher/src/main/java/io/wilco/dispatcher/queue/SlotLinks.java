package io.wilco.dispatcher.queue;

/** The neighbours of each slot, for any number of {@link SlotList}s over the same slots. */
public final class SlotLinks {
    private final SlotRecords records;
    private final int before;
    private final int after;

    /**
     * Links that are kept in records.
     *
     * @param field the first of two fields of the records
     */
    public SlotLinks(final SlotRecords records, final int field) {
        this.records = records;
        before = field;
        after = field + 1;
    }

    public int before(final int slot) {
        return records.getInt(slot, before);
    }

    public int after(final int slot) {
        return records.getInt(slot, after);
    }

    void set(final int slot, final int previous, final int following) {
        setBefore(slot, previous);
        setAfter(slot, following);
    }

    void setBefore(final int slot, final int previous) {
        records.setInt(slot, before, previous);
    }

    void setAfter(final int slot, final int following) {
        records.setInt(slot, after, following);
    }
}
