// SPDX-License-Identifier: Apache-2.0
/** What the serializers of stream types share. A type that many records have needs its own serializer. */
@NullMarked
package dev.weir.job.serialization;

import org.jspecify.annotations.NullMarked;
