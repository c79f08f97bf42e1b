package dev.weir.gateway.deadletters;

/** What makes two events the same. */
public record Identity(String userId, String eventId) {}
