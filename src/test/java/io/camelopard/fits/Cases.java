package io.camelopard.fits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder of cases that a script of src/test/astropy has written: NAME.txt, whose lines begin with a keyword, and files beside it. */
record Cases(Path folder) {
    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".txt"))
                    .map(name -> name.substring(0, name.length() - 4))
                    .sorted()
                    .toList();
        }
    }

    /** The words of the lines of a case that begin with a keyword. */
    List<String[]> lines(String name, String keyword) throws IOException {
        return Files.readAllLines(folder.resolve(name + ".txt")).stream()
                .map(line -> line.split(" "))
                .filter(words -> words[0].equals(keyword))
                .toList();
    }

    Path file(String name) {
        return folder.resolve(name);
    }
}
