// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import java.net.http.HttpRequest;

/** A response of {@code GET /prometheus}. */
record ManagementMetrics(String text) {
    static ManagementMetrics of(TestGateway gateway) {
        return new ManagementMetrics(gateway.send(HttpRequest.newBuilder(gateway.managementUri("/prometheus"))
                        .build())
                .raw()
                .body());
    }

    /** A value by its name and labels, in Prometheus's notation. */
    long value(String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in\n" + text));
    }
}
