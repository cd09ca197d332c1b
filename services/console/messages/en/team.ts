export const team = {
  title: '',
}
