package io.wilco.dispatcher.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.Bytes;
import io.wilco.wire.Delivery;
import io.wilco.wire.RequestFlyweight;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ServiceTableTest {
    private static final int OFFSET = 5;

    @Test
    void shouldFindServicesByTheBytesOfTheirNames() {
        final ServiceTable table = table(100);
        final List<Service> services = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            services.add(table.ofName("service " + i + "ü"));
        }

        for (int i = 0; i < 100; i++) {
            assertThat(table.ofRequest(request("service " + i + "ü"), OFFSET)).isSameAs(services.get(i));
            assertThat(table.ofName("service " + i + "ü")).isSameAs(services.get(i));
        }
        assertThat(table.ofRequest(request("service"), OFFSET)).isNull();
        assertThat(table.all()).isEqualTo(services);
    }

    @Test
    void shouldTellNamesOfTheSameHashApart() {
        // Of one length, and of one hash under the usual polynomial.
        final ServiceTable table = table(3);
        final Service first = table.ofName("Aa");
        final Service second = table.ofName("BB");

        assertThat(first).isNotSameAs(second);
        assertThat(table.ofRequest(request("Aa"), OFFSET)).isSameAs(first);
        assertThat(table.ofRequest(request("BB"), OFFSET)).isSameAs(second);
        assertThat(table.ofRequest(request("Ab"), OFFSET)).isNull();
    }

    @Test
    void shouldHoldItsBound() {
        final ServiceTable table = table(1);
        final Service only = table.ofName("a");

        assertThat(table.ofName("b")).isNull();
        assertThat(table.ofName("a")).isSameAs(only);
        assertThat(table.ofRequest(request("b"), OFFSET)).isNull();
    }

    private static ServiceTable table(final int servicesMax) {
        final DispatcherConfig config = Configs.with("servicesMax", servicesMax);
        return new ServiceTable(config, new RequestTable(1, 1), new SplittableRandom(1));
    }

    private static ByteBuffer request(final String service) {
        final byte[] name = service.getBytes(StandardCharsets.UTF_8);
        final ByteBuffer body = Bytes.heap(200);
        RequestFlyweight.writeHeader(body, OFFSET, 1, 1, Delivery.AT_LEAST_ONCE, 0, name.length);
        body.put(OFFSET + RequestFlyweight.SERVICE_OFFSET, name);
        return body;
    }
}
