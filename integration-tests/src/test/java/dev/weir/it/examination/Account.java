package dev.weir.it.examination;

import dev.weir.it.Sent;
import java.util.List;
import java.util.Set;

/**
 * What producers know when their traffic is over: all that there is to judge by.
 *
 * @param acknowledged events that must count once
 * @param abandoned events that were sent and never acknowledged: each may count, once
 * @param surprises answers that the gateway must not give to a valid request
 */
public record Account(Set<Sent> acknowledged, Set<Sent> abandoned, List<String> surprises) {}
