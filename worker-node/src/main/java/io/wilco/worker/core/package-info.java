/** The worker's engine, sans-IO: registration, the bounded queue of requests, load reports. */
@NullMarked
package io.wilco.worker.core;

import org.jspecify.annotations.NullMarked;
