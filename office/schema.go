package office

import (
	"reflect"
	"strings"

	"madoguchi/catalogue"
	"madoguchi/ticket"
)

// Schema is the office file as a JSON schema (draft 2020-12), by which editors complete keys and mark what
// is none:
//
//	# yaml-language-server: $schema=office.schema.json
//
// It is made of the very types that the file is read into. What it cannot say, [Parse] checks.
func Schema() map[string]any {
	s := schemaOf(reflect.TypeFor[file]())
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "Madoguchi office file"
	properties := s["properties"].(map[string]any) // as schemaOf makes it
	for key := range properties {
		properties[key].(map[string]any)["description"] = words(catalogue.Key("office.schema." + key))
	}
	return s
}

// kindValues are the words that a type's values may be.
var kindValues = map[reflect.Type][]string{
	reflect.TypeFor[ticket.Kind](): {string(ticket.Inquiry), string(ticket.Change), string(ticket.Consultation), string(ticket.Disclosure)},
}

func schemaOf(t reflect.Type) map[string]any {
	if values, ok := kindValues[t]; ok {
		return map[string]any{"type": "string", "enum": values}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem())
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	case reflect.Interface: // yes, no, or a list
		return map[string]any{"type": []string{"boolean", "string", "array"}, "items": map[string]any{"type": "string"}}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64, reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Struct:
		properties := map[string]any{}
		for i := range t.NumField() {
			if name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ","); name != "" && name != "-" {
				properties[name] = schemaOf(t.Field(i).Type)
			}
		}
		return map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
	}
	return map[string]any{"type": []string{"string", "number"}} // 03 and 2026-03-31 are written without quotes
}
