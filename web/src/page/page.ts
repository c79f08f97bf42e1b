// The live page of the gateway.
