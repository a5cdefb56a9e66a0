package io.camelopard.flow;

import io.camelopard.transfer.Staged;
import io.camelopard.transfer.Staging;
import io.camelopard.vo.Answer;
import io.camelopard.vo.Ask;
import io.camelopard.vo.Request;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/** Asks by way of direct:fetch-ask, which waits and asks again where that helps, or once. Thread-safe. */
final class Asker implements Ask {
    private static final String PATIENT = "direct:fetch-ask";

    private final Staging staging;
    private final long limit;
    private final AtomicLong number = new AtomicLong();
    private @Nullable ProducerTemplate template;

    /** @param staging where a request with files is spooled */
    Asker(Staging staging, long limit) {
        this.staging = staging;
        this.limit = limit;
    }

    /** To be called once, when the context is there. */
    void connect(CamelContext context) {
        template = context.createProducerTemplate();
    }

    @Override
    public Answer ask(Request request) {
        ProducerTemplate connected = connected();
        String key = "question-" + number.incrementAndGet();
        if (request.files().isEmpty()) {
            return ask(connected, Fetch.question(request, null, limit, key), request);
        }
        try (Staged spool = staging.open(key + " request")) {
            return ask(connected, Fetch.question(request, Multipart.spool(request, spool), limit, key), request);
        }
    }

    private static Answer ask(ProducerTemplate connected, Fetch fetch, Request request) {
        return send(connected, request.patient() ? PATIENT : "direct:fetch", fetch)
                .answer();
    }

    /** What direct:fetch-ask gets, whatever it is a part of; its file is the caller's. */
    Fetched get(Fetch fetch) {
        return send(connected(), PATIENT, fetch);
    }

    private ProducerTemplate connected() {
        if (template == null) {
            throw new IllegalStateException("asked before the context was there");
        }
        return template;
    }

    private static Fetched send(ProducerTemplate connected, String route, Fetch fetch) {
        Exchange exchange = connected.send(route, e -> e.setVariable(Vars.FETCH, fetch));
        Exception failure = exchange.getException();
        if (failure != null) {
            throw failure instanceof RuntimeException e
                    ? e
                    : new CamelExecutionException("the question was not asked", exchange, failure);
        }
        return exchange.getVariable(Vars.FETCHED, Fetched.class);
    }
}
