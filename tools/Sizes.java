import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * How large the product's classes and methods are: {@code java tools/Sizes.java}, in the project's folder. Lines are
 * those of the file, comments and imports included; of a method, from its modifiers to its closing brace. Ends with 1
 * where a limit is passed.
 */
final class Sizes {
    /** Of one file in ten at most, and of all. Where these come from: docs/decisions/0014-sizes.md. */
    private static final int CLASS_P90 = 170;

    private static final int CLASS_MAX = 320;
    private static final int METHOD_MAX = 60;
    private static final int SHOWN = 10;

    record Size(String what, int lines) {}

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args.length == 0 ? "." : args[0]);
        List<Path> files = sources(root);
        if (files.isEmpty()) {
            System.err.println("no sources below " + root.toAbsolutePath());
            System.exit(2);
        }
        List<Size> classes = new ArrayList<>();
        for (Path file : files) {
            try (Stream<String> lines = Files.lines(file)) {
                classes.add(new Size(name(root, file), (int) lines.count()));
            }
        }
        List<Size> methods = methods(root, files);
        boolean kept = true;
        kept &= said("class, 90th percentile", percentile(classes, 90), CLASS_P90);
        kept &= said("class, largest", largest(classes), CLASS_MAX);
        kept &= said("method, largest", largest(methods), METHOD_MAX);
        System.out.printf("%nclasses: %,d, of them above %d lines: %,d%n", classes.size(), CLASS_P90,
                classes.stream().filter(each -> each.lines() > CLASS_P90).count());
        show("largest classes", classes);
        show("largest methods", methods);
        System.exit(kept ? 0 : 1);
    }

    private static List<Path> sources(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.sorted().toList()) {
                Path main = module.resolve("src/main/java");
                if (Files.isDirectory(main)) {
                    try (Stream<Path> all = Files.walk(main)) {
                        all.filter(Sizes::isClass).sorted().forEach(found::add);
                    }
                }
            }
        }
        return found;
    }

    private static boolean isClass(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".java") && !name.equals("package-info.java");
    }

    private static List<Size> methods(Path root, List<Path> files) throws IOException {
        List<Size> found = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask) compiler.getTask(null, manager, null, List.of(), null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                Path file = Path.of(unit.getSourceFile().toUri());
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitMethod(MethodTree method, Void nothing) {
                        long start = positions.getStartPosition(unit, method);
                        long end = positions.getEndPosition(unit, method);
                        if (start >= 0 && end > start) {
                            long lines = unit.getLineMap().getLineNumber(end) - unit.getLineMap().getLineNumber(start) + 1;
                            found.add(new Size(name(root, file) + " " + method.getName(), (int) lines));
                        }
                        return super.visitMethod(method, nothing);
                    }
                }.scan(unit, null);
            }
        }
        return found;
    }

    private static String name(Path root, Path file) {
        return root.toAbsolutePath().normalize().relativize(file.toAbsolutePath().normalize()).toString();
    }

    private static int percentile(List<Size> sizes, int percent) {
        List<Integer> sorted = sizes.stream().map(Size::lines).sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }

    private static int largest(List<Size> sizes) {
        return percentile(sizes, 100);
    }

    private static boolean said(String what, int lines, int limit) {
        System.out.printf("%-24s %4d   at most %d%s%n", what, lines, limit, lines > limit ? "   TOO LARGE" : "");
        return lines <= limit;
    }

    private static void show(String title, List<Size> sizes) {
        System.out.printf("%n%s%n", title);
        sizes.stream()
                .sorted(Comparator.comparingInt(Size::lines).reversed())
                .limit(SHOWN)
                .forEach(each -> System.out.printf("%5d  %s%n", each.lines(), each.what()));
    }
}
