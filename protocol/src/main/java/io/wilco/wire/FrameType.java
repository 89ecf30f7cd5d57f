package io.wilco.wire;

/** The first byte of each frame. */
public final class FrameType {
    /** The rest of the datagram is nothing. */
    public static final int PADDING = 0x00;

    public static final int ACK = 0x01;
    public static final int PING = 0x02;
    public static final int PONG = 0x03;
    public static final int CLOSE = 0x04;
    public static final int MESSAGE = 0x10;
    public static final int FRAGMENT = 0x11;

    private FrameType() {}
}
