package io.camelopard.flow;

import org.apache.camel.component.jms.DefaultJmsMessageListenerContainer;
import org.apache.camel.component.jms.JmsEndpoint;

/** The consumers of one queue at a broker. When it is away they come back by themselves. */
final class QueueConsumers extends DefaultJmsMessageListenerContainer {
    private final Outage outage;

    QueueConsumers(JmsEndpoint endpoint, Outage outage) {
        super(endpoint);
        this.outage = outage;
        setBackOff(Reconnecting::new);
    }

    /** Camel sets a pause that is always the same. */
    @Override
    public void setRecoveryInterval(long recoveryInterval) {}

    @Override
    protected void handleListenerSetupFailure(Throwable ex, boolean alreadyRecovered) {
        if (!alreadyRecovered) {
            outage.noticed(this, ex);
        }
        super.handleListenerSetupFailure(ex, alreadyRecovered);
    }

    @Override
    protected void refreshConnectionUntilSuccessful() {
        super.refreshConnectionUntilSuccessful();
        outage.over(this);
    }
}
