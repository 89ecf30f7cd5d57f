package io.wilco.dispatcher.queue;

/**
 * A doubly linked list of a request table's slots, through link arrays that the table owns: no allocation, removal from
 * the middle in constant time. A slot is in at most one list of each pair of arrays.
 */
public final class SlotList {
    public static final int NONE = -1;

    private final SlotLinks links;
    private int head = NONE;
    private int tail = NONE;
    private int size;

    public SlotList(final SlotLinks links) {
        this.links = links;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return head == NONE;
    }

    /** The first slot, or {@link #NONE}. */
    public int first() {
        return head;
    }

    /** The last slot, or {@link #NONE}. */
    public int last() {
        return tail;
    }

    public void addLast(final int slot) {
        links.set(slot, tail, NONE);
        if (tail == NONE) {
            head = slot;
        } else {
            links.setAfter(tail, slot);
        }
        tail = slot;
        size++;
    }

    public void addFirst(final int slot) {
        links.set(slot, NONE, head);
        if (head == NONE) {
            tail = slot;
        } else {
            links.setBefore(head, slot);
        }
        head = slot;
        size++;
    }

    public void remove(final int slot) {
        final int before = links.before(slot);
        final int after = links.after(slot);
        if (before == NONE) {
            assert head == slot : "not in this list";
            head = after;
        } else {
            links.setAfter(before, after);
        }
        if (after == NONE) {
            assert tail == slot : "not in this list";
            tail = before;
        } else {
            links.setBefore(after, before);
        }
        size--;
    }
}
