package com.connectify.sdk;

/**
 * A delivery that can be believed.
 *
 * @param event what it says about itself
 * @param body its bytes, as they came
 */
public record WebhookDelivery(WebhookEvent event, byte[] body) {}
