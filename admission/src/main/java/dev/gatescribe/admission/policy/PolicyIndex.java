package dev.gatescribe.admission.policy;

import dev.gatescribe.admission.policy.Policy.Effect;
import dev.gatescribe.session.Labels;
import dev.gatescribe.session.Target;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which policies speak of which target: those that deny first, then in the order of the files.
 * Worked out once, so that a decision looks at few of many policies.
 */
final class PolicyIndex {

  private record Label(String key, String value) {}

  private final Map<String, List<Policy>> byTarget = new HashMap<>();

  PolicyIndex(List<Policy> policies, Collection<Target> targets) {
    List<Policy> ordered = new ArrayList<>();
    policies.stream().filter(policy -> policy.effect() == Effect.DENY).forEach(ordered::add);
    policies.stream().filter(policy -> policy.effect() == Effect.ALLOW).forEach(ordered::add);
    BitSet ofEvery = new BitSet();
    Map<String, BitSet> byName = new HashMap<>();
    Map<Label, BitSet> byLabel = new HashMap<>();
    for (int place = 0; place < ordered.size(); place++) {
      switch (ordered.get(place).targets()) {
        case TargetSelection.Every() -> ofEvery.set(place);
        case TargetSelection.Only(var names, var labels) -> {
          for (String name : names) {
            byName.computeIfAbsent(name, _ -> new BitSet()).set(place);
          }
          for (Labels wanted : labels) {
            // One label is enough to find it by; the others are looked at then.
            Map.Entry<String, String> first = wanted.values().firstEntry();
            byLabel
                .computeIfAbsent(new Label(first.getKey(), first.getValue()), _ -> new BitSet())
                .set(place);
          }
        }
      }
    }
    // Many targets have the same policies, which then share one list.
    Map<BitSet, List<Policy>> shared = new HashMap<>();
    for (Target target : targets) {
      BitSet places = (BitSet) ofEvery.clone();
      Optional.ofNullable(byName.get(target.name())).ifPresent(places::or);
      target
          .labels()
          .values()
          .forEach((key, value) ->
              Optional.ofNullable(byLabel.get(new Label(key, value))).ifPresent(places::or));
      for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
        if (!ordered.get(place).targets().includes(target)) {
          places.clear(place);
        }
      }
      byTarget.put(
          target.name(),
          shared.computeIfAbsent(places, of -> of.stream().mapToObj(ordered::get).toList()));
    }
  }

  List<Policy> speakingOf(Target target) {
    return byTarget.getOrDefault(target.name(), List.of());
  }
}
