package dev.gatescribe.admission;

import dev.gatescribe.admission.document.Located;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.policy.AccessGroup;
import dev.gatescribe.admission.policy.Selector;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads {@code groups}. Groups may name each other in any order, so their names are taken down
 * before anything else of them is read.
 */
final class GroupReader {
  private final NameRegister names;
  private final SelectorReader selectors;

  GroupReader(NameRegister names, SelectorReader selectors) {
    this.names = names;
    this.selectors = selectors;
  }

  List<AccessGroup> read(List<MappingNode> roots) {
    record Named(MappingNode mapping, Optional<String> name) {}
    List<Named> named =
        roots.stream()
            .flatMap(root ->
                root
                    .optional("groups", Readings.listOf(0, Readings.unfinishedMapping()))
                    .orElse(List.of())
                    .stream())
            .map(mapping -> new Named(mapping, names.readName(mapping)))
            .toList();
    List<Located<AccessGroup>> groups =
        named.stream().flatMap(one -> group(one.mapping, one.name).stream()).toList();
    refuseCycles(groups);
    return groups.stream().map(Located::value).toList();
  }

  private Optional<Located<AccessGroup>> group(MappingNode mapping, Optional<String> name) {
    var audience = selectors.read(mapping);
    mapping.refuseOthers();
    return name.isEmpty() || audience.isEmpty()
        ? Optional.empty()
        : Optional.of(new Located<>(new AccessGroup(name.get(), audience.get()), mapping));
  }

  private static void refuseCycles(List<Located<AccessGroup>> groups) {
    Map<String, Set<String>> namedBy = new HashMap<>();
    for (Located<AccessGroup> group : groups) {
      var audience = group.value().audience();
      Set<String> named = new HashSet<>();
      Stream.of(audience.include(), audience.require(), audience.exclude())
          .flatMap(List::stream)
          .forEach(selector -> {
            if (selector instanceof Selector.OfGroup(var others)) {
              named.addAll(others);
            }
          });
      namedBy.put(group.value().name(), named);
    }
    for (Located<AccessGroup> group : groups) {
      String name = group.value().name();
      if (reachable(name, namedBy).contains(name)) {
        group
            .node()
            .refuse("the group " + name + " leads back to itself", "groups that name others only");
      }
    }
  }

  private static Set<String> reachable(String from, Map<String, Set<String>> namedBy) {
    Set<String> reached = new HashSet<>();
    List<String> next = List.copyOf(namedBy.getOrDefault(from, Set.of()));
    while (!next.isEmpty()) {
      next =
          next.stream()
              .filter(reached::add)
              .flatMap(name -> namedBy.getOrDefault(name, Set.of()).stream())
              .toList();
    }
    return reached;
  }
}
