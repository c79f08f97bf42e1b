/** Who may do what: addresses, browsers, API keys, rates and tokens. It knows no feature: URLs are guarded in the table of URLs. */
@NullMarked
package dev.weir.gateway.access;

import org.jspecify.annotations.NullMarked;
