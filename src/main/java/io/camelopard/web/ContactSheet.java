package io.camelopard.web;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.flow.Human;
import io.camelopard.flow.StoredFiles;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The pictures that a run has stored, small, one beside the other. One is in memory at a time. */
final class ContactSheet {
    private final Html page;
    private final StoredFiles files;
    private final Set<String> away = new HashSet<>();

    ContactSheet(Html page, StoredFiles files) {
        this.page = page;
        this.files = files;
    }

    void write(Account account) {
        if (account.pictures().isEmpty()) {
            return;
        }
        page.open("section", "id", "pictures").open("h2").text("Pictures ");
        page.element("small", "%,d".formatted(account.countPictures())).close();
        page.open("div", "class", "sheet");
        account.pictures().forEach(this::picture);
        page.close();
        StoredList.more(page, account.countPictures() - account.pictures().size());
        page.close();
    }

    private void picture(Item item) {
        Optional<Thumbnail> thumbnail = thumbnail(item);
        page.open("figure");
        if (thumbnail.isPresent()) {
            page.empty("img", "src", "data:image/jpeg;base64," + thumbnail.get().jpeg(), "alt", item.place());
        } else {
            page.element("p", "cannot be shown", "class", "none");
        }
        page.open("figcaption");
        StoredList.path(page, item.place());
        page.text(" ");
        String pixels =
                thumbnail.map(t -> "%d × %d, ".formatted(t.width(), t.height())).orElse("");
        page.element("small", pixels + Human.bytes(item.bytes()));
        page.close().close();
    }

    private Optional<Thumbnail> thumbnail(Item item) {
        String path = item.path();
        if (path == null || item.bytes() > Thumbnail.MOST_BYTES || away.contains(item.root())) {
            return Optional.empty();
        }
        try {
            return Thumbnail.of(files.read(item.root(), path, Thumbnail.MOST_BYTES));
        } catch (TransientException | MisuseException e) {
            away.add(item.root()); // nobody waits for a store that is away a hundred times
            return Optional.empty();
        } catch (FinalException e) {
            return Optional.empty(); // the file has gone; verify tells it
        }
    }
}
