package io.camelopard.flow;

import io.camelopard.transfer.About;
import io.camelopard.transfer.Received;
import io.camelopard.transfer.Staged;
import io.camelopard.transfer.Store;
import java.util.Optional;

/** A store that is left alone while it rests. */
record RestedStore(Store store, StoreRests rests) implements Store {
    @Override
    public String root() {
        return store.root();
    }

    @Override
    public boolean exists(String path) {
        return rests.ask(root(), () -> store.exists(path));
    }

    @Override
    public Optional<Received> find(String path) {
        return rests.ask(root(), () -> store.find(path));
    }

    @Override
    public Optional<Received> read(String path) {
        return rests.ask(root(), () -> store.read(path));
    }

    @Override
    public void publish(Staged staged, String path, Received content, About about, boolean replace) {
        rests.bring(root(), () -> store.publish(staged, path, content, about, replace));
    }

    @Override
    public boolean delete(String path, String sha256) {
        return rests.ask(root(), () -> store.delete(path, sha256));
    }

    @Override
    public void keep(String path) {
        rests.bring(root(), () -> store.keep(path));
    }
}
