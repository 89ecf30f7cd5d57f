/** The command line of the cluster simulator. */
@NullMarked
package io.wilco.loadgen.cluster.cli;

import org.jspecify.annotations.NullMarked;
